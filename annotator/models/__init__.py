"""Tables and constraints, a file a noun."""

from __future__ import annotations

from annotator.models.adjudication import (
    CellDecision,
    Decision,
    DecisionBasis,
    DecisionCode,
    DecisionRange,
    MentionDecision,
)
from annotator.models.agreements import AgreementReport, AgreementTally
from annotator.models.annotations import Annotation, AnnotationCode, Range
from annotator.models.articles import Article, Revision, Source, Story
from annotator.models.assignments import Assignment
from annotator.models.attempts import Attempt
from annotator.models.candidates import Candidate, Declined, Posting, Profile, Term
from annotator.models.carries import Carried
from annotator.models.claims import Cell, Claim, Mention
from annotator.models.codebooks import Code, Codebook, Dimension, DimensionKind, Layer
from annotator.models.comments import Comment, InboxItem, Reading, Thread
from annotator.models.comparisons import Comparison
from annotator.models.counterparts import Counterpart, CounterpartAnswer
from annotator.models.deeds import Deed, DeedVerb
from annotator.models.exports import Export
from annotator.models.guidelines import Guidelines, GuidelinesReading
from annotator.models.history import Event
from annotator.models.imports import Import, ImportItem
from annotator.models.intakes import Intake, IntakeDocument, RefusedRow
from annotator.models.jobs import Job, JobState
from annotator.models.links import Link
from annotator.models.origins import OriginChoice, TextFacts
from annotator.models.overviews import Overview
from annotator.models.people import User
from annotator.models.presence import Presence
from annotator.models.projects import Blindness, Invitation, Member, Project, Role
from annotator.models.releases import Release
from annotator.models.restorations import RefusedLine, Restoration
from annotator.models.rounds import Keeping, Round
from annotator.models.shares import Share
from annotator.models.suggestions import (
    Suggestion,
    SuggestionAnswer,
    SuggestionExposure,
    SuggestionRun,
)
from annotator.models.trials import Trial
from annotator.models.watches import Robots, Watch, WatchedHost
from annotator.models.workers import Worker

__all__ = [
    "AgreementReport",
    "AgreementTally",
    "Annotation",
    "AnnotationCode",
    "Article",
    "Assignment",
    "Attempt",
    "Blindness",
    "Candidate",
    "Carried",
    "Cell",
    "CellDecision",
    "Claim",
    "Code",
    "Codebook",
    "Comment",
    "Comparison",
    "Counterpart",
    "CounterpartAnswer",
    "Decision",
    "DecisionBasis",
    "DecisionCode",
    "DecisionRange",
    "Declined",
    "Deed",
    "DeedVerb",
    "Dimension",
    "DimensionKind",
    "Event",
    "Export",
    "Guidelines",
    "GuidelinesReading",
    "Import",
    "ImportItem",
    "InboxItem",
    "Intake",
    "IntakeDocument",
    "Invitation",
    "Job",
    "JobState",
    "Keeping",
    "Layer",
    "Link",
    "Member",
    "Mention",
    "MentionDecision",
    "OriginChoice",
    "Overview",
    "Posting",
    "Presence",
    "Profile",
    "Project",
    "Range",
    "Reading",
    "RefusedLine",
    "RefusedRow",
    "Release",
    "Restoration",
    "Revision",
    "Robots",
    "Role",
    "Round",
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
    "Trial",
    "User",
    "Watch",
    "WatchedHost",
    "Worker",
]
