"""What is said of a checked paper, the same on the public page and on the command line, kind by kind."""

from __future__ import annotations

from enum import StrEnum

from haina.rules.text import Text


class PaperKind(StrEnum):
    """What a paper does."""

    #: It lets its holder do something.
    PERMIT = "permit"
    #: A letter that tells a yes.
    APPROVAL = "approval"
    #: A letter that tells a no.
    REFUSAL = "refusal"
    #: A notice that an application was not even accepted.
    NOT_ACCEPTED = "not_accepted"

    @property
    def grants(self) -> bool:
        """Whether who holds it may rely on something being granted."""
        return self in (PaperKind.PERMIT, PaperKind.APPROVAL)


_ENDINGS = {
    "_refused": PaperKind.REFUSAL,
    "_declined": PaperKind.NOT_ACCEPTED,
    "_decision": PaperKind.APPROVAL,
}


def kind_of(document: str) -> PaperKind:
    """The kind of a paper by the id that stands, signed, in its credential."""
    return next((kind for end, kind in _ENDINGS.items() if document.endswith(end)), PaperKind.PERMIT)


_VALID = {
    PaperKind.PERMIT: Text(zh="真实，有效", en="Genuine and valid"),
    PaperKind.APPROVAL: Text(zh="真实的批准决定书，有效", en="A genuine letter of approval, in force"),
    PaperKind.REFUSAL: Text(
        zh="真实的不予批准决定书，不授予任何权利", en="A genuine letter of refusal; it grants nothing"
    ),
    PaperKind.NOT_ACCEPTED: Text(
        zh="真实的不予受理通知书，不授予任何权利",
        en="A genuine notice that an application was not accepted; it grants nothing",
    ),
}
_OTHERWISE = {
    "expired": Text(zh="真实，但已过期", en="Genuine, but it has run out"),
    "not_yet": Text(zh="真实，但尚未生效", en="Genuine, but not valid yet"),
    "revoked": Text(zh="真实，但已被撤销", en="Genuine, but it was revoked"),
    "replaced": Text(zh="真实，但已被新的文书替换", en="Genuine, but another paper has replaced it"),
    "forged": Text(
        zh="签名不符：内容被改动，或并非我们签发", en="Bad signature: changed, or not issued by us"
    ),
    "unknown_key": Text(
        zh="不是用给定的公钥对应的密钥签发的", en="Not signed with a key that belongs to the given ones"
    ),
    "changed": Text(
        zh="印章已损：文件在盖章之后被改动过", en="Broken seal: the file was changed after it was sealed"
    ),
    "unknown_authority": Text(
        zh="印章不是由给定的机构颁发的证书所盖", en="The seal is of another authority than the given one"
    ),
    "no_seal": Text(zh="文件没有印章", en="The file carries no seal"),
    "unknown": Text(zh="没有这份文书", en="There is no such paper"),
}


def said_of(verdict: str, kind: PaperKind | None) -> Text:
    """The verdict in words; of a genuine paper that stands, by what it does."""
    return _VALID[kind or PaperKind.PERMIT] if verdict == "valid" else _OTHERWISE[verdict]
