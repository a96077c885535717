"""Mail by the HTTP APIs of providers: one small file for each, over one client they share.

Each says how a mail is put to it, and what its refusals mean. What an answer's status means is the
same for all (`activities.mail.providers.http`).
"""
