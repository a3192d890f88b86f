"""What people do about appointments, one file a verb."""

from haina.cases.appointments.verbs.book import book
from haina.cases.appointments.verbs.cancel import cancel
from haina.cases.appointments.verbs.close_day import close_day
from haina.cases.appointments.verbs.move import move
from haina.cases.appointments.verbs.open_place import open_place
from haina.cases.appointments.verbs.publish import Published, Timetable, publish
from haina.cases.appointments.verbs.record_attendance import record_attendance
from haina.cases.appointments.verbs.remind import give_back, remind

__all__ = [
    "Published",
    "Timetable",
    "book",
    "cancel",
    "close_day",
    "give_back",
    "move",
    "open_place",
    "publish",
    "record_attendance",
    "remind",
]
