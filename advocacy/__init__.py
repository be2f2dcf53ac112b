"""The patient advocate beside the patient: clients, their binder, and notes nobody else can read."""
