"""The forms of choices and referrals; they check shape, the verbs check rules."""
