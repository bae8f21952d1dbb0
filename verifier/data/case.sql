-- The case file, as any SQLite tool sees it. Every statement may run twice, so that two processes can make one case.
--
-- start, stop: code points into articles.text, `stop` excluded, so substr(text, start + 1, stop - start) is what was
-- printed. Lists that nobody would search by are JSON arrays (agencies, evidence, roles, findings, same_as).

CREATE TABLE IF NOT EXISTS articles (
    id        TEXT PRIMARY KEY NOT NULL,
    text      TEXT NOT NULL,
    sha256    TEXT NOT NULL UNIQUE,             -- of the text in UTF-8: the same text is never added twice
    title     TEXT,
    outlet    TEXT,
    url       TEXT,
    published TEXT,
    language  TEXT,
    agencies  TEXT NOT NULL,                    -- ["AFP"]
    evidence  TEXT NOT NULL,                    -- [["outlet", "Source: ..."]]
    model     TEXT REFERENCES models (name)     -- what made its vectors; NULL: it has none yet
);

-- Every line that is printed, furniture too: `role` says what it is, and only 'body' is evidence.
CREATE TABLE IF NOT EXISTS sentences (
    id        INTEGER PRIMARY KEY,
    article   TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    start     INTEGER NOT NULL,
    stop      INTEGER NOT NULL,
    role      TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    words     TEXT NOT NULL,                    -- normalised words, joined by blanks
    UNIQUE (article, ordinal)
);

-- Words are stored as the program cut them, apostrophes, full stops and all: every printable ASCII sign belongs to a
-- word, only the blank divides, and beyond ASCII this tokenizer changes nothing.
CREATE VIRTUAL TABLE IF NOT EXISTS sentence_words USING fts5 (
    words, content = 'sentences', content_rowid = 'id', columnsize = 0,
    tokenize = "ascii tokenchars '!""#$%&''()*+,-./:;<=>?@[\]^_`{|}~'"
);

CREATE TABLE IF NOT EXISTS quotes (
    article          TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    id               TEXT NOT NULL,
    ordinal          INTEGER NOT NULL,
    kind             TEXT NOT NULL,             -- direct, mixed, indirect, scare, title
    speaker_printed  TEXT,                      -- 'He'
    speaker_start    INTEGER,
    speaker_stop     INTEGER,
    speaker_name     TEXT,                      -- whom that refers to
    speaker_role     TEXT,
    speaker_findings TEXT,                      -- [["name", score, "detail"]]
    cue_start        INTEGER,
    cue_stop         INTEGER,
    PRIMARY KEY (article, id)
);
CREATE TABLE IF NOT EXISTS quote_spans (
    article TEXT NOT NULL,
    quote   TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    start   INTEGER NOT NULL,
    stop    INTEGER NOT NULL,
    PRIMARY KEY (article, quote, ordinal),
    FOREIGN KEY (article, quote) REFERENCES quotes (article, id) ON DELETE CASCADE
);
CREATE TABLE IF NOT EXISTS mentions (
    article TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start   INTEGER NOT NULL,
    stop    INTEGER NOT NULL,
    text    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    role    TEXT,
    same_as TEXT NOT NULL,                      -- [["form", "the rule that says so"]]
    PRIMARY KEY (article, ordinal)
);

CREATE TABLE IF NOT EXISTS models (
    name       TEXT PRIMARY KEY NOT NULL,
    sha256     TEXT NOT NULL,
    dimensions INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS vectors (
    sentence INTEGER PRIMARY KEY REFERENCES sentences (id) ON DELETE CASCADE,
    vector   BLOB NOT NULL                      -- float32, little-endian, of length 1
);

-- Derived from all articles together; made again whenever state 'entities' is not of state 'contents'.
CREATE TABLE IF NOT EXISTS entities (
    id       TEXT PRIMARY KEY NOT NULL,
    ordinal  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL,
    roles    TEXT NOT NULL,
    findings TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS entity_forms (
    entity   TEXT NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
    ordinal  INTEGER NOT NULL,
    form     TEXT NOT NULL,
    status   TEXT NOT NULL,
    articles TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (entity, ordinal)
);

-- What editors have decided about findings of a review (schema 2). Kept when an article is removed and added again: a
-- finding's id is made of its article, rule, kind and words.
CREATE TABLE IF NOT EXISTS marks (
    article TEXT NOT NULL,
    finding TEXT NOT NULL,
    mark    TEXT NOT NULL,                      -- accepted, queried, ignored
    PRIMARY KEY (article, finding)
);

-- 'contents': a hash over everything that was ever added or removed, in order. What is derived bears it as its stamp.
CREATE TABLE IF NOT EXISTS state (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);

-- For people: the printed words.
CREATE VIEW IF NOT EXISTS printed_sentences AS
SELECT s.article, s.ordinal, s.role, substr(a.text, s.start + 1, s.stop - s.start) AS printed
FROM sentences s JOIN articles a ON a.id = s.article
ORDER BY s.article, s.ordinal;

CREATE VIEW IF NOT EXISTS printed_quotes AS
SELECT q.article, a.outlet, q.id, q.kind, q.speaker_name AS speaker, q.speaker_printed AS source,
       substr(a.text, q.cue_start + 1, q.cue_stop - q.cue_start) AS cue,
       (SELECT group_concat(piece, ' [...] ') FROM (
            SELECT substr(a.text, p.start + 1, p.stop - p.start) AS piece FROM quote_spans p
            WHERE p.article = q.article AND p.quote = q.id ORDER BY p.ordinal)) AS printed
FROM quotes q JOIN articles a ON a.id = q.article
ORDER BY q.article, q.ordinal;
