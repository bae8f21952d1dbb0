"""Names: who is printed, who is meant, and whether a quotation is put in the mouth of the person it is asked for.

In reading order: tokens.py and roles.py (words and titles of one sentence), mentions.py with kinds.py (the printed
names of one article), links.py and institutions.py (names that the article itself equates), sources.py (who "he" and
"the minister" are), spelling.py (two spellings alone), bearers.py and entities.py (names across articles), speakers.py
(the speaker asked for). gazetteer.py reads the word lists. Nothing is imported here: a query needs only some of it.
"""
