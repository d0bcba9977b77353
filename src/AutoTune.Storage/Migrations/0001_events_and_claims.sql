-- 'ATUN': tells our file from other programs' databases.
PRAGMA application_id = 1096045902;
PRAGMA user_version = 1;

CREATE TABLE events (
    study    TEXT    NOT NULL,
    position INTEGER NOT NULL,
    body     TEXT    NOT NULL,
    PRIMARY KEY (study, position)
) STRICT;

-- expires: milliseconds since 1970, UTC.
CREATE TABLE claims (
    study    TEXT    NOT NULL,
    trial    INTEGER NOT NULL,
    launch   INTEGER NOT NULL,
    holder   TEXT    NOT NULL,
    epoch    INTEGER NOT NULL,
    expires  INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    PRIMARY KEY (study, trial, launch)
) STRICT, WITHOUT ROWID;
