"""Tables and constraints, a file a noun."""

from __future__ import annotations

from annotator.models.annotations import Annotation, AnnotationCode, Range
from annotator.models.articles import Article, Revision, Source, Story
from annotator.models.candidates import Candidate, Declined, Posting, Profile, Term
from annotator.models.claims import Cell, Claim, Mention
from annotator.models.codebooks import Code, Codebook, Dimension, DimensionKind, Layer
from annotator.models.comments import Comment, InboxItem, Reading, Thread
from annotator.models.comparisons import Comparison
from annotator.models.counterparts import Counterpart, CounterpartAnswer
from annotator.models.exports import Export
from annotator.models.history import Event
from annotator.models.imports import Import, ImportItem
from annotator.models.jobs import Job, JobState
from annotator.models.links import Link
from annotator.models.origins import OriginChoice, TextFacts
from annotator.models.overviews import Overview
from annotator.models.people import User
from annotator.models.presence import Presence
from annotator.models.projects import Invitation, Member, Project, Role
from annotator.models.shares import Share
from annotator.models.suggestions import (
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
)

__all__ = [
    "Annotation",
    "AnnotationCode",
    "Article",
    "Candidate",
    "Cell",
    "Claim",
    "Code",
    "Codebook",
    "Comment",
    "Comparison",
    "Counterpart",
    "CounterpartAnswer",
    "Declined",
    "Dimension",
    "DimensionKind",
    "Event",
    "Export",
    "Import",
    "ImportItem",
    "InboxItem",
    "Invitation",
    "Job",
    "JobState",
    "Layer",
    "Link",
    "Member",
    "Mention",
    "OriginChoice",
    "Overview",
    "Posting",
    "Presence",
    "Profile",
    "Project",
    "Range",
    "Reading",
    "Revision",
    "Role",
    "Share",
    "Source",
    "Story",
    "Suggestion",
    "SuggestionAnswer",
    "SuggestionExposure",
    "SuggestionRun",
    "Term",
    "TextFacts",
    "Thread",
    "User",
]
