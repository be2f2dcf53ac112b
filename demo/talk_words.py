"""The words of the scenes of people telling one another."""

FALL = "Found sitting on the floor beside the bed. Awake, no wound, blood pressure low when standing."
# The message, in plain words, and whose it is.
RELAYS = (
    (
        "No added salt until the next weighing.",
        "Please put no salt on your food until we weigh you again.",
        "Cardiology",
    ),
    (
        "The scan is on Thursday; nothing to eat after midnight.",
        "On Thursday we take a picture of your heart. Do not eat after midnight.",
        "Radiology",
    ),
    (
        "The new tablets may make her dizzy.",
        "The new tablets can make you dizzy. Stand up slowly.",
        "The ward physician",
    ),
)
NO_LINE = "Her daughter was there and she wished it so"
SAID_BACK = "She repeats it and shows how she will do it"
ANSWER = "She agrees and asks to have it written down"
TOPIC = "Oxygen at home"
QUESTION = "Who orders the concentrator, and does the power supply at home carry it?"
REPLY = "The supplier comes on Thursday and checks the supply. I stay with it until it runs."
