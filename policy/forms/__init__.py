"""Rules as an administrator edits them: each form shows a body and gives the next one."""
