"""Feature: a whole pack is sent as a ZIP, checked, compared, tried, and published by two like every draft."""

from __future__ import annotations

import io
import shutil
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from haina.cases.models import PolicyVersion
from haina.cases.policies import current_policy, forget_policies, look, pinned
from haina.drafts import verbs
from haina.drafts.differing import pack_differences
from haina.drafts.figures import figures_of
from haina.drafts.models import Draft, DraftPack, Publication
from haina.drafts.proposals import Proposal, proposal_of
from haina.drafts.trying import named_by_both, run_trial
from haina.drafts.uploads import Conflict, carried_over
from haina.policy import Policy, PolicyError, load
from haina.policy.zipped import MOST_FILES, read_zip
from haina.rules.text import Text

from .conftest import NOW, Office, proposal, refused

RULE = "years=pass_years)"
LIST, NEW = "/en/office/policy/", "/en/office/policy/new/pack/"
TEXTS = {
    "title_zh": "修订通行证",
    "title_en": "Another pass",
    "reason_zh": "港务会议决定",
    "reason_en": "The harbour board decided so",
}


def changed(policy: Policy) -> dict[str, str]:
    """The pack with another rule and another value of a standard."""
    files = dict(policy.files)
    files["articles/1.yaml"] = files["articles/1.yaml"].replace(RULE, "years=5)", 1)
    files["standards.yaml"] = files["standards.yaml"].replace("value: 3,", "value: 4,", 1)
    return files


def zipped(files: Mapping[str, str | bytes], folder: str = "") -> bytes:
    """A ZIP file of a pack."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(f"{folder}{path}", text)
    return packed.getvalue()


def sent(content: bytes, **more: str) -> dict[str, object]:
    """The form with a ZIP file."""
    return {
        **TEXTS,
        "base": current_policy().version,
        "pack": SimpleUploadedFile("pack.zip", content),
        **more,
    }


def write(office: Office, files: Mapping[str, str], by: str = "ada") -> Draft:
    """Have somebody send a whole pack over the policy in force."""
    texts = Text(TEXTS["title_zh"], TEXTS["title_en"]), Text(TEXTS["reason_zh"], TEXTS["reason_en"])
    wanted = Proposal(*texts, (), current_policy().version, files)
    return verbs.write(office.actor(by), NOW, wanted)


def in_force() -> Policy:
    """The policy as a request that comes now has it."""
    look(at_once=True)
    return current_policy()


def test_a_pack_is_sent_shown_tried_and_published_on_its_pages(office: Office, policy: Policy) -> None:
    """Given the pack in force is changed and sent, when it is tried and two consent, then it is in force."""
    ada, bo = office.client("ada"), office.client("bo")
    assert "Take the pack in force" in ada.get(NEW).content.decode()
    with zipfile.ZipFile(io.BytesIO(ada.get(f"{LIST}pack/").content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == dict(policy.files)
    files = changed(policy)
    address = ada.post(NEW, sent(zipfile_in_a_folder(files)))["Location"]
    draft = Draft.objects.get()
    assert DraftPack.objects.get().files == files
    assert draft.base_id == policy.version
    # A draft is no version that anybody else sees, or could move a case to.
    assert not PolicyVersion.objects.filter(pk=draft.pack_id).exists()
    page = ada.get(address).content.decode()
    for words in ("articles/1.yaml", "standards.yaml", "3 years", "4 years", "years=5"):
        assert words in page
    diff = ada.get(f"{address}differences/").content.decode()
    assert "+++ b/articles/1.yaml" in diff
    assert "修订通行证" in ada.get(address.replace("/en/", "/zh-hans/")).content.decode()
    ada.post(f"{address}act/try/")
    trial = draft.trials.get()
    run_trial(trial.pk)
    trial.refresh_from_db()
    assert trial.state == "done", trial.failure_en
    found = figures_of(trial, named_by_both(policy, office_policy(draft)))
    assert found.lose > 0
    assert f"<strong>{found.lose:,}</strong>" in bo.get(f"{LIST}results/{trial.pk}/").content.decode()
    office.consent(draft, "ada", "bo")
    done = bo.post(f"{address}act/publish/", {"content": draft.content}, follow=True).content.decode()
    assert "Published. The new version of the policy is in force" in done
    assert in_force().files == files
    assert in_force().version == draft.pack_id == Publication.objects.get().version_id
    assert "4 years" in Client().get("/en/standards/pass_years/").content.decode()
    assert ada.get(f"{address}amendment/").status_code == 404


def zipfile_in_a_folder(files: Mapping[str, str]) -> bytes:
    """As people pack a folder: the folder itself is in it, and what the system adds."""
    return zipped({**files, ".DS_Store": b"\0\1"}, "aurel/")


def office_policy(draft: Draft) -> Policy:
    """The pack of a draft."""
    from haina.drafts.packs import pack_policy

    assert draft.pack_id is not None
    return pack_policy(draft.pack_id)


def test_a_pack_with_defects_is_told_by_file_line_and_what_to_do(office: Office, policy: Policy) -> None:
    """Given wrong packs, when they are sent, then each defect has its place, and nothing is kept."""
    ada = office.client("ada")
    files = dict(policy.files)
    lines = files["articles/1.yaml"].splitlines()
    wrong = next(number for number, line in enumerate(lines, 1) if "pass_years" in line)
    broken = {**files, "articles/1.yaml": files["articles/1.yaml"].replace("pass_years", "pass_yeers", 1)}
    page = ada.post(NEW, sent(zipped(broken)))
    assert page.status_code == 422
    assert f"articles/1.yaml:{wrong}" in page.content.decode()
    assert "pass_years" in page.content.decode()
    assert TEXTS["title_zh"] in page.content.decode()
    other = {**files, "pack.yaml": files["pack.yaml"].replace("id: aurel", "id: other", 1)}
    assert "this is another pack, other" in ada.post(NEW, sent(zipped(other))).content.decode()
    same = ada.post(NEW, sent(zipped(files))).content.decode()
    assert "nothing is changed" in same
    chinese = ada.post(NEW.replace("/en/", "/zh-hans/"), sent(zipped(other))).content.decode()
    assert "这是另一个政策包" in chinese
    for content in (b"", b"no zip", zipped(files)[:-200]):
        assert "no ZIP archive" in ada.post(NEW, sent(content)).content.decode()
    missing = ada.post(NEW, {**TEXTS, "base": policy.version})
    assert missing.status_code == 422
    assert not Draft.objects.exists()
    assert not DraftPack.objects.exists()


def member(name: str, mode: int = 0) -> zipfile.ZipInfo:
    """A member of an archive as its system has noted it."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


@pytest.mark.parametrize(
    ("added", "content", "code"),
    [
        (member("../secret.yaml"), b"a: 1", "zip_path"),
        (member("/etc/passwd.yaml"), b"a: 1", "zip_path"),
        (member("a\\..\\b.yaml"), b"a: 1", "zip_path"),
        (member("c:/b.yaml"), b"a: 1", "zip_path"),
        (member("facts/link.yaml", stat.S_IFLNK | 0o777), b"/etc/passwd", "zip_link"),
        (member("facts/pipe.yaml", stat.S_IFIFO | 0o666), b"a: 1", "zip_link"),
        (member("run.sh"), b"rm", "stray_file"),
        (member("facts/x.yaml"), "标签: 甲".encode("gb18030"), "file_encoding"),
        (member("facts/x.yaml"), b"\0\0\0", "file_binary"),
        (member("facts/x.yaml"), b" " * 5_000_001, "file_too_large"),
    ],
    ids=lambda each: each.filename if isinstance(each, zipfile.ZipInfo) else "",
)
def test_a_hostile_archive_is_refused(added: zipfile.ZipInfo, content: bytes, code: str) -> None:
    """Given names that lead out, links, programs, bombs or other encodings, then the place is told."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.yaml", "id: x")
        archive.writestr(added, content)
    with pytest.raises(PolicyError) as told:
        read_zip(packed, "sent.zip")
    assert [each.code for each in told.value.problems] == [code]
    assert all(each.suggestion is not None for each in told.value.problems)


def test_an_archive_that_grows_without_end_is_refused() -> None:
    """Given too many files, too many bytes, or no pack in it, then it is refused as a whole."""
    many = {"pack.yaml": "a", **{f"facts/{number}.yaml": "a" for number in range(MOST_FILES)}}
    large = {"pack.yaml": "a", **{f"facts/{number}.yaml": b"a" * 4_900_000 for number in range(9)}}
    for files, code in ((many, "zip_too_many"), (large, "zip_too_large"), ({"x.yaml": "a"}, "pack_missing")):
        with pytest.raises(PolicyError) as told:
            read_zip(io.BytesIO(zipped(files)), "sent.zip")
        assert [each.code for each in told.value.problems] == [code]


def test_what_was_published_meanwhile_is_not_taken_back(office: Office, policy: Policy) -> None:
    """Given another draft is published after sending, then the pack is brought over it before consent."""
    files = changed(policy)
    draft = write(office, files)
    other = office.write()
    office.consent(draft, "ada")
    office.consent(other, "bo", "cy")
    office.publish(other)
    published = in_force()
    with refused("draft_is_stale"):
        office.consent(draft, "bo")
    with refused("draft_is_over_an_older_version"):
        verbs.change(office.actor("ada"), NOW, draft.pk, proposal_of(draft), seen=draft.content)
    ada, address = office.client("ada"), f"{LIST}{draft.pk}/"
    assert "Bring my changes over it" in ada.get(address).content.decode()
    (decision,) = Publication.objects.get().files
    again = ada.post(NEW, sent(zipped(files))).content.decode()
    assert "older than what was published since" in again
    assert decision in again
    # The standard was decided on both sides: the decision of later follows the file as the draft has it.
    carried = ada.post(f"{address}carry/", {"content": draft.content}, follow=True).content.decode()
    assert "stand over the version in force" in carried
    draft.refresh_from_db()
    assert draft.base_id == published.version
    assert draft.consents.filter(withdrawn_at__isnull=True).count() == 0
    office.consent(draft, "ada", "cy")
    office.publish(draft)
    assert {**files, decision: published.files[decision]} == in_force().files


def test_files_changed_on_both_sides_are_told() -> None:
    """Given the same file is changed twice, then it is a conflict; others are brought together."""
    old = {"a": "1", "b": "1", "c": "1"}
    assert carried_over(old, {"a": "2", "b": "1"}, {**old, "b": "3", "d": "4"}) == {
        "a": "2",
        "b": "3",
        "d": "4",
    }
    with pytest.raises(Conflict) as told:
        carried_over(old, {**old, "a": "2"}, {**old, "a": "3"})
    assert told.value.paths == ("a",)


def test_the_database_publishes_nothing_else_than_the_pack(office: Office, policy: Policy) -> None:
    """Given two consents to a pack, when another version is published for it, then the database refuses."""
    draft = write(office, changed(policy))
    office.consent(draft, "ada", "bo")
    first, second = draft.consents.order_by("place")
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.create(
            draft=draft,
            content=draft.content,
            first=first,
            second=second,
            files={},
            version_id=policy.version,
            published_by=office.accounts["bo"],
            published_at=NOW,
        )
    for change in (
        lambda: DraftPack.objects.update(files={}),
        lambda: DraftPack.objects.all().delete(),
        lambda: Draft.objects.filter(pk=draft.pk).update(pack=None),
        lambda: Draft.objects.filter(pk=draft.pk).update(title_en="Something else"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_published_pack_is_in_force_until_a_release_goes_on_from_it(
    office: Office, policy: Policy, harbour_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a published pack and a decision over it, then a release on the disk counts once it follows it."""
    draft = write(office, changed(policy))
    office.consent(draft, "bo", "cy")
    office.publish(draft)
    whole = in_force()
    decided = office.write()
    office.consent(decided, "bo", "cy")
    office.publish(decided)
    now = in_force()
    assert set(now.files) - set(whole.files) == set(Publication.objects.get(draft=decided).files)

    release = tmp_path / "release"
    shutil.copytree(harbour_pack, release)
    head = release / "pack.yaml"
    monkeypatch.setenv("HAINA_POLICY", str(release))
    head.write_text(head.read_text() + "expiry_notice_days: 31\n")
    forget_policies()
    assert in_force().version == now.version
    head.write_text(head.read_text() + f"follows: {whole.version}\n")
    forget_policies()
    assert in_force().head.expiry_notice_days == 31
    assert set(in_force().files) - set(load(release).files) == set(now.files) - set(whole.files)
    # The same files as were published, and what was decided since: the disk is the policy in force.
    for path, text in now.files.items():
        (release / path).parent.mkdir(exist_ok=True)
        (release / path).write_text(text)
    forget_policies()
    assert in_force().version == now.version == load(release).version


def test_one_piece_of_work_sees_one_version(office: Office, policy: Policy) -> None:
    """Given work has begun, when another thread takes up a publication, then it ends as it began."""
    draft = write(office, changed(policy))
    with pinned():
        begun = current_policy()
        office.consent(draft, "bo", "cy")
        Publication.objects.all().exists()
        verbs.publish(office.actor("bo"), NOW, draft.pk, seen=draft.content)
        # Who publishes has looked at once, and goes on with what is new only when the transaction is over.
        assert current_policy() is begun
    forget_policies()
    assert current_policy().version == draft.pack_id
    assert pack_differences(policy.version, str(draft.pack_id)).asked
    assert proposal().base == draft.pack_id


def test_the_command_line_takes_the_zip(
    policy: Policy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given the ZIP that a page gives, when the command line checks or asks it, then it is the pack."""
    from haina.cli import main

    path = tmp_path / "draft.zip"
    path.write_bytes(zipped(changed(policy)))
    assert main(["policy", "check", str(path), "--lang", "en"]) == 0
    assert "No errors found." in capsys.readouterr().out
    person = tmp_path / "person.yaml"
    person.write_text("{}")
    assert main(["check", str(person), "--policy", str(path), "--lang", "en"]) == 0
