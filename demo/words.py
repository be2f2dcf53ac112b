"""What the people of the demonstration write: goals in patients' words, reasons, notes. All invented."""

GOALS = (
    "Walk to the corner shop and back by myself",
    "Sleep in my own bed, not on the sofa downstairs",
    "Go to my granddaughter's wedding",
    "Understand which pills I take in the morning",
    "Not come back to hospital before spring",
    "Cook again for the two of us",
    "Get up the stairs without help",
    "Go back to work part of the week",
    "Have somebody look in every day",
    "Breathe well enough to sing in the choir",
)
MATTERS = (
    "Being at home with the dog",
    "Not being a burden to my children",
    "Keeping my independence",
    "Seeing my garden this year",
    "Praying with my community on Fridays",
    "That somebody explains things slowly",
)
ENGAGED = (
    "Agreed at the bedside, with the family there",
    "Talked through by phone with an interpreter",
    "Too tired to talk long; agreed to the first goal",
)
TASKS = (
    (
        "equipment_transport",
        "Order the walker and check delivery",
        "asked for by therapy",
        "The patient cannot leave without it",
    ),
    (
        "choice_pac",
        "Ask three agencies about home visits",
        "accepted need: nursing at home",
        "No visits start after leaving",
    ),
    (
        "social_needs",
        "Find help with meals",
        "accepted need: food",
        "The patient goes home to an empty kitchen",
    ),
    ("teaching", "Teach weighing and when to call", "new medicines", "Early signs are missed at home"),
    (
        "appointments",
        "Book the first visit after leaving",
        "asked for by the physician",
        "No visit within seven days",
    ),
    ("community", "Arrange a ride to dialysis", "no car in the household", "Treatments are missed"),
    ("family_contact", "Call the daughter about the plan", "asked for at rounds", "The family hears it last"),
    ("notices", "Explain the rights notice", "due before leaving", "The appeal window is missed"),
)
# What moved a date, by its cause in the rules of delays.
SLIPPED = {
    "D01": "Place not ready",
    "B03": "Fever overnight",
    "E03": "Family needs two more days",
    "D06": "Equipment late",
    "C01": "Waiting for a payer",
}
NOTES = (
    "Feels better, some worry about the stairs.",
    "Understands the plan; asked about costs.",
    "Daughter will come on Sunday and help.",
    "Short of breath when talking; nurse told.",
    "No questions today. Wants a call in the afternoon.",
)
DECLINED = ("No need for case management found at screening", "Leaves today with family, nothing to arrange")
REDIRECTED = (
    ("Outpatient social work", "Needs can be met after leaving"),
    ("Palliative care team", "Asked for by the physician"),
)
CLOSED = ("Goals reached as far as agreed", "Services at home have started", "Patient manages without us")
OFFERED = "I am in clinic until Thursday; you see them every morning"
SHARED = "The family trusts both of us; we plan the last days together"
BROUGHT_IN = "asked for by the lead"
AWAY = "Back on the fourth day. The open referrals are the ones to watch."
TOGETHER = "Go through the list of places with the daughter"
JOINED = "I can be there at the visit this afternoon."
COMMENTED = "Good: you take the questions about nursing, I take the ones about cost."
# How urgent, the question, what is shared with it, and what was found and advised; an open question has neither.
CONSULTS = (
    (
        "routine",
        "Is walking with a frame safe on the stairs at home?",
        "Two falls this year; twelve steps to the bedroom.",
        "Safe on the level, unsteady on more than four steps.",
        "Bed downstairs for two weeks; therapy at home, then try again.",
    ),
    (
        "urgent",
        "Can the water tablet be given once a day?",
        "Gets up four times a night to the toilet.",
        "",
        "",
    ),
)
# A note of each kind.
CASE_NOTES = (
    ("general", "Rounds: the plan stands. The walker comes tomorrow; the daughter has the list of agencies."),
    (
        "psychosocial",
        "Lives with a sister who works nights. Meals are the gap; they would accept help for a month.",
    ),
    (
        "psychotherapy",
        "Second talk. Speaks of a death in the family for the first time; wishes to go on next week.",
    ),
    ("sud_counselling", "Wants to stay without drink. Named three evenings that are hard, and whom to call."),
)
BINDER = (
    ("question", "Why did the day for going home move twice?"),
    ("visit", "Sat with the client for half an hour; went through the plan in plain words."),
    ("right", "Explained the appeal and who reads it. The client does not wish to appeal now."),
)
# What a follow-up changed, in a line.
CHANGED = "See the clinic sooner"
SYNTHESES = (
    "Can go home once somebody comes in the mornings; the stairs are the open question.",
    "Strong family, little money. Medicines and rides come first.",
    "Understands well, tires quickly. Short visits, and one list of medicines.",
    "Home is what matters. Equipment and teaching before leaving, calls after.",
)
STRENGTHS = (
    "Has managed alone for years",
    "Daughter nearby, and a good neighbour",
    "Asks questions, keeps lists",
)
PREFERENCES = ("Mornings are best", "Wants the family told at the same time", "No calls in the evening")
CLEARER = (
    "Mornings are best; the daughter is told by phone",
    "Talks with the interpreter, not through the son",
)
RETURNED = ("Say what is to happen if nobody is home in the morning.", "Who teaches, and by when?")
