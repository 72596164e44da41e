// Every ceiling of the program, in one place. Sizes are checked against these before anything is allocated.
#pragma once

enum {
    LIMIT_INCIDENT_BYTES = 4 << 20,  // one incident file
    LIMIT_JSON_DEPTH = 64,           // nesting of arrays and objects
    LIMIT_EACH_BYTES = 256 << 20,    // all incidents of one --each file
    LIMIT_PACK_FILE_BYTES = 4 << 20, // one file of a pack
    LIMIT_PACK_FILES = 4096,         // files in a pack
    LIMIT_PACK_BYTES = 32 << 20,     // a whole pack
    LIMIT_LINE_TOKENS = 256,         // tokens on one line of a pack
    LIMIT_INDENT = 32,               // levels of indentation in a pack
    LIMIT_DIAGS = 200,               // findings shown in one run
    LIMIT_FACTS = 1024,              // facts in a pack
    LIMIT_VALUES = 64,               // values of one choice or set: they are bits of one word
    LIMIT_DUTIES = 1024,             // duties in a pack
    LIMIT_NESTING = 512,             // conditions upon conditions, through names as well
    LIMIT_UNFOLDED = 1 << 16,        // conditions below one, each counted as often as it is named
    LIMIT_NODES = 16384,             // decision nodes of a compiled pack
    LIMIT_ARENA_BYTES = 512 << 20,   // one arena
    LIMIT_TEXT_ANSWER = 64 << 10,    // one text answer
    LIMIT_STORY_CHARACTERS = 20000,  // what happened, in the words of the person
    LIMIT_PRINT_PAGES = 1000,        // pages of one printed form
    LIMIT_PRINT_BYTES = 64 << 20,    // one printed form
    LIMIT_KEY_LIST_BYTES = 4 << 20,  // a signed key list
    LIMIT_FONT_BYTES = 256 << 20,    // a font file
    LIMIT_PASSPHRASE_BYTES = 1024,   // typed
    LIMIT_CONFIG_BYTES = 64 << 10,   // the config of an office
    LIMIT_TEXT_CHARACTERS = 16000,   // the most that a pack may allow for one
    LIMIT_KEY_FILE_BYTES = 8 << 10,  // one key, wrap, grant or card of an officer
    LIMIT_OFFICE_FILES = 1 << 16,    // files of an office whose making was cut off
    LIMIT_REPORT_BYTES = 8 << 20,    // a report as one window reads it, or one letter
};

// Of a request to the public pages.
enum {
    LIMIT_HTTP_HEAD_BYTES = 16 << 10,  // request line and fields
    LIMIT_HTTP_TARGET_BYTES = 4 << 10, // its address
    LIMIT_HTTP_FIELDS = 64,
    LIMIT_HTTP_CHUNK_HEAD_BYTES = 16, // the line before a chunk
};

// Of the files that go with one report.
enum {
    LIMIT_FILE_BYTES = 60 << 20,    // each: with its seal it fits into one record of the spool
    LIMIT_FILES = 64,               // as many as a filing lists
    LIMIT_FILES_BYTES = 256 << 20,  // together
    LIMIT_FILING_BYTES = 4 << 20,   // of a report that was sealed elsewhere, without its files
    LIMIT_PARCEL_BYTES = 320 << 20, // and with them
};

// Of a phishing message or false site that a program reports in one go.
enum {
    LIMIT_PHISH_BYTES = 1 << 20,           // the request
    LIMIT_PHISH_MESSAGE_BYTES = 180 << 10, // with all the rest it fits into a narrative
    LIMIT_PHISH_URLS = 16,
    LIMIT_PHISH_URL_BYTES = 4000,  // each: together they fit into one answer
    LIMIT_PHISH_LINE_BYTES = 1000, // who sent it, whom it imitates
    LIMIT_PHISH_BURST = 20,        // such reports at once from one prefix
    LIMIT_PHISH_PER_SECOND = 1,    // and after that
};
