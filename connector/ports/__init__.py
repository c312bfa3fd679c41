"""The ports: what the core's callers need from the outside world, a few methods each.

One adapter is one file with one foreign import; it turns foreign objects into our nouns and foreign exceptions into
`connector.errors` at its edge.
"""

from connector.ports.documents import DocumentStub, Listing, Proposes, Rewrite, Source, WritesTogether
from connector.ports.ledger import DocumentRecord, DocumentSummary, ItemRecord, Lease, Ledger
from connector.ports.outlets import Channel, ChecksHere, Message, Notifier, PageStore
from connector.ports.trackers import (
    Candidate,
    DropsSilently,
    Filed,
    GivesNumbers,
    GoesThrough,
    HasAlikes,
    HasPlaces,
    HasShortNames,
    HidesMarkers,
    LeadsBack,
    MayName,
    NotFiled,
    Poll,
    Renames,
    ShowsTogether,
    TrackerReader,
    TrackerWriter,
)

__all__ = [
    "Candidate",
    "Channel",
    "ChecksHere",
    "DocumentRecord",
    "DocumentStub",
    "DocumentSummary",
    "DropsSilently",
    "Filed",
    "GivesNumbers",
    "GoesThrough",
    "HasAlikes",
    "HasPlaces",
    "HasShortNames",
    "HidesMarkers",
    "ItemRecord",
    "LeadsBack",
    "Lease",
    "Ledger",
    "Listing",
    "MayName",
    "Message",
    "NotFiled",
    "Notifier",
    "PageStore",
    "Poll",
    "Proposes",
    "Renames",
    "Rewrite",
    "ShowsTogether",
    "Source",
    "TrackerReader",
    "TrackerWriter",
    "WritesTogether",
]
