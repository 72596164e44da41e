// What a handler gives back. The fields of the answer follow from its kind; nobody writes a field by hand.
#pragma once

#include "base/bytes.h"
#include "base/words.h"
#include "render/html.h"

typedef enum ResponseKind {
    RESPONSE_EMPTY,
    RESPONSE_HTML,
    RESPONSE_JSON,
    RESPONSE_PROBLEM,
    RESPONSE_TEXT,
    RESPONSE_STYLE,
    RESPONSE_SCRIPT,
    RESPONSE_SVG,
    RESPONSE_PNG,
    RESPONSE_FONT,
    RESPONSE_PDF,
    RESPONSE_XLSX,
    RESPONSE_CALENDAR,
    RESPONSE_KIND_COUNT
} ResponseKind;

typedef enum ResponseKeep {
    KEEP_NEVER,   // of one person: nobody stores it
    KEEP_CHECKED, // the same for everybody, asked for again with its tag
    KEEP_FOREVER, // its address names its content
} ResponseKeep;

enum { COOKIES_MOST = 3 };

// Always __Host-, Secure, HttpOnly.
typedef struct Cookie {
    const char *name; // without __Host-; NULL: none
    Str value;        // A-Z a-z 0-9 . _ -; empty: the browser forgets it
    uint32_t seconds; // 0: until the browser is closed
    bool is_lax;      // SameSite=Lax, else Strict: it comes along when a link elsewhere leads here
} Cookie;

typedef struct Response {
    int status;
    ResponseKind kind;
    ResponseKeep keep;
    Bytes body;
    Str location; // a path of this site, encoded
    Str file;     // to be saved under this name, in ASCII; empty: to be shown
    Lang lang;    // of RESPONSE_HTML
    Str style;    // of RESPONSE_HTML: the one style that stands inside of it; such a page may load nothing
    Cookie cookies[COOKIES_MOST];
    uint32_t retry_seconds; // 0: nothing is said
    unsigned allow;         // bits of HttpMethod, for 405
} Response;

Response response_html(int status, Lang lang, Markup page);
Response response_json(int status, Str json);
// 303: the next page, asked for by GET.
Response response_to(Str path);

typedef struct ResponseTerms {
    bool is_head;    // the body stays here
    bool keeps_open; // the connection goes on
    bool takes_gzip; // the client understands it
    Str known;       // If-None-Match
} ResponseTerms;

// Head into `head`; *body is what follows it. `head` overflows if the response cannot be said in a head.
void response_write(Arena *arena, const Response *response, const ResponseTerms *terms, Buf *head, Bytes *body);
