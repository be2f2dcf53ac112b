"""Every way in which instruments, assessments and what they found change; each verb stands in the module of its noun."""
