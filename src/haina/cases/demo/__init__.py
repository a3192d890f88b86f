"""A small invented city to try Haina out with; making it again leaves what is there as it is."""

from haina.cases.demo.city import Demo, make_demo
from haina.cases.demo.people import DemoAccount

__all__ = ["Demo", "DemoAccount", "make_demo"]
