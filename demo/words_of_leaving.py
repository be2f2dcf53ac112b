"""What the people of the demonstration write and hear on a patient's way out and after it. All invented."""

DESKS = ("Admissions desk", "Intake nurse", "Referral line", "Liaison nurse")
HOURS = ("Every day, 8 to 18", "Monday to Friday, 8 to 17", "Day and night")
WHO = ("R. Adeyemi", "the intake nurse", "M. Lindqvist, admissions", "the liaison", "T. Okoro")
PHYSICIAN = "A. Demo, physician (invented)"
PRACTICE = "Family practice (invented)"
WISHES = (
    "Home, with somebody who looks in every morning",
    "Not to a nursing home; anything else is fine",
    "Wherever the therapy is strongest, then home",
    "Close to my daughter, so that she can visit after work",
)
TOLD = (
    "Understands the plan, asks who will call and when.",
    "Agrees; is afraid of the first night alone.",
    "Wants one more day to get the house ready.",
    "Relieved that the equipment comes before they do.",
)
EQUIPMENT = (
    "Walker, folding",
    "Oxygen at home, 2 litres",
    "Hospital bed",
    "Commode chair",
    "Wheelchair, light",
)
# What life depends on.
ESSENTIAL = "Oxygen at home, 2 litres"
MEDICINES = """furosemide 40 mg by mouth once a day
metoprolol 25 mg by mouth twice a day
apixaban 5 mg by mouth twice a day"""
ASKED = ("Last therapy note?", "Is the wound bigger than it was?", "Weight, and who stays at night?")
SENT = "Sent by fax with the note of today"
# Why a service says no, with a word on it.
DECLINES = (
    ("no_bed", "Nothing free before next week"),
    ("no_bed", "Full, with two waiting"),
    ("clinical", "More nursing than we can give"),
    ("payer", "Not without an authorisation"),
    ("staffing", "No therapist until Monday"),
    ("distance", "Too far for the evening visits"),
)
# Causes of delay by what they hold, with words and what is done about it.
DELAYS = (
    ("A01", "Waits for the scan", "Called radiology; on the list for the morning"),
    ("A04", "Therapy has not seen them yet", "Therapist comes after lunch"),
    ("B02", "Ready, the order is not written", "Paged the ward physician"),
    ("C01", "Payer has not answered", "Called the payer; expedited"),
    ("D01", "No bed where they want to go", "Second choice asked as well"),
    ("D04", "The place has not decided", "Asked the liaison for an answer today"),
    ("D06", "Equipment not delivered", "Supplier promised the afternoon"),
    ("E01", "Family has not chosen yet", "Goes through the list with them tonight"),
    ("E03", "Daughter can start only on Friday", "Help at home until then is looked for"),
    ("E05", "No ride in the evening", "Booked for the morning"),
    ("G99", "Snow on the pass road", "Asked again at noon"),
)
RESULTS = (("Blood culture, final report", 40), ("Tissue report", 70), ("Vitamin levels", 90))
SAYS = ("Nothing grew.", "No change to what was known.", "Low; the practice doubles the dose.")
# With whom a visit after leaving is, and of which kind.
VISITS = (
    ("primary", "Family practice, Dr. Marlow (invented)"),
    ("primary", "Old Perrin Health Centre (invented)"),
    ("specialist", "Heart clinic (invented)"),
    ("specialist", "Surgical clinic (invented)"),
)
MISSED = ("No ride", "Felt too weak to go", "Forgot; wants another day")
NOT_GIVEN = "The patient was not in the room all day"
AGAINST = "Wants to go home now; says the children cannot be alone"
OVERRIDDEN = "Talked through with the physician: goes home with the family today, the rest follows tomorrow"
CARRIED = "The family does it tomorrow; we ask on the phone"
NOT_NEEDED = "Nothing of this is needed for this patient"
PAPERS_LACK = "What is missing follows by phone; the bed is free only today"
TREATMENT = "For treatment after the stay"
READ = "Read; one question about the evening dose"
LATE = ("The first visit came two days late", "Nobody came; the agency had the wrong day")
MEDICINES_GONE = "The water tablet was not at the pharmacy"
HUDDLE = (
    "Ask the payer again before noon",
    "Call the daughter about the stairs",
    "Book the ride for the morning",
    "Get the second choice going",
    "Therapy sees them first",
)
LEARNED = (
    "Weigh on the ward and teach the limit before leaving",
    "Book the visit before they leave, not after",
    "Call on the second day when medicines changed",
)
BACK = {
    "patient_view": "I did not know whom to call on Sunday.",
    "team_view": "The visit was on day nine; it should have been day five.",
    "next_place_view": "The papers came a day after the patient.",
}
STEP_BACK = "Fever in the night; not ready after all"
