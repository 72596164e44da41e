// GET /api/openapi.json: the table of routes, and the facts of the pack as the shape of an incident.
#include "portal/handlers.h"

#include "base/limits.h"
#include "portal/own_standing.h"
#include "web/fault.h"
#include "web/openapi.h"

enum { DESCRIPTION_BYTES = 4 << 20 };

static void print_values(Buf *out, const Fact *fact) {
    buf_puts(out, "{\"enum\":[");
    for (size_t i = 0; i < fact->values.count; i++) {
        if (i) buf_char(out, ',');
        buf_json(out, fact->values.items[i].name);
    }
    buf_puts(out, "]}");
}

// A plain array is complete; with `has` and `maybe` more may be true.
static void print_set(Buf *out, const Fact *fact) {
    buf_puts(out, "{\"type\":\"array\",\"items\":");
    print_values(out, fact);
    buf_puts(out,
             "},{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"has\":{\"type\":\"array\",\"items\":");
    print_values(out, fact);
    buf_puts(out, "},\"maybe\":{\"type\":\"array\",\"items\":");
    print_values(out, fact);
    buf_puts(out, "}}}");
}

static void print_shape(Buf *out, const Fact *fact) {
    static const char number[] = "{\"type\":\"integer\"},{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
                                 "\"min\":{\"type\":\"integer\"},"
                                 "\"max\":{\"type\":\"integer\"}}}";
    switch (fact->type) {
    case FACT_YESNO:
        buf_puts(out, "{\"enum\":[true,false,\"yes\",\"no\"]}");
        break;
    case FACT_COUNT:
    case FACT_MONEY:
        buf_puts(out, number);
        break;
    case FACT_TIME:
        buf_puts(out, "{\"type\":\"string\",\"description\":\"RFC 3339\"}");
        break;
    case FACT_CHOICE:
        print_values(out, fact);
        break;
    case FACT_SET:
        print_set(out, fact);
        break;
    case FACT_TEXT:
    case FACT_PERSON:
    case FACT_ORGANISATION:
    case FACT_PLACE:
    case FACT_FILE:
        buf_puts(out, "{\"type\":\"string\"}");
        if (fact->many) buf_puts(out, ",{\"type\":\"array\",\"items\":{\"type\":\"string\"}}");
        break;
    }
}

static void print_report(Buf *out, const char *beginning) {
    buf_puts(out, beginning);
    buf_puts(out,
             "\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
             "\"incident\":{\"$ref\":\"#/components/schemas/Incident\"},\"narrative\":{\"type\":[\"string\",\"null\"]},"
             "\"files\":{\"type\":[\"string\",\"null\"],\"description\":\"POST /api/v1/files\"},"
             "\"windows\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"type\":\"object\",\"additionalProperties\":false,"
             "\"required\":[\"window\"],\"properties\":{\"window\":{\"type\":\"string\"},\"withhold\":{\"type\":\"array\","
             "\"items\":{\"type\":\"string\"}}}}}}}");
}

// What answers have in common: how far the report has come with each window.
static void print_kept(Buf *out) {
    buf_puts(out,
             ",\"Kept\":{\"type\":\"object\",\"required\":[\"receipt\",\"windows\"],\"properties\":{\"receipt\":{\"type\":"
             "\"string\"},\"windows\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"window\",\"state\"],"
             "\"properties\":{\"window\":{\"type\":\"string\"},\"state\":{\"enum\":[");
    for (Standing standing = 0; standing < STANDING_COUNT; standing++)
        buf_format(out, "%s\"%s\"", standing ? "," : "", standing_name(standing));
    buf_puts(out, "]}}}}}}");
}

static void print_phish(Buf *out) {
    buf_format(out,
               ",\"Phish\":{\"type\":\"object\",\"additionalProperties\":false,"
               "\"anyOf\":[{\"required\":[\"url\"]},{\"required\":[\"urls\"]},{\"required\":[\"message\"]}],\"properties\":{"
               "\"url\":{\"type\":[\"string\",\"null\"],\"maxLength\":%d},"
               "\"urls\":{\"type\":[\"array\",\"null\"],\"maxItems\":%d,\"items\":{\"type\":\"string\",\"minLength\":1,"
               "\"maxLength\":%d}},\"message\":{\"type\":[\"string\",\"null\"],\"maxLength\":%d},",
               LIMIT_PHISH_URL_BYTES, LIMIT_PHISH_URLS, LIMIT_PHISH_URL_BYTES, LIMIT_PHISH_MESSAGE_BYTES);
    buf_format(out,
               "\"seen_at\":{\"type\":[\"string\",\"null\"],\"description\":\"RFC 3339\"},"
               "\"from\":{\"type\":[\"string\",\"null\"],\"maxLength\":%d},"
               "\"impersonates\":{\"type\":[\"string\",\"null\"],\"maxLength\":%d}}}",
               LIMIT_PHISH_LINE_BYTES, LIMIT_PHISH_LINE_BYTES);
}

// Unknown is a value like any other.
static Str incident_schema(const Request *request) {
    const FactList *facts = &portal_of(request)->pack->book.facts;
    Buf out = buf_make(request->arena, DESCRIPTION_BYTES);
    buf_puts(&out, "\"Incident\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{");
    for (size_t i = 0; i < facts->count; i++) {
        if (i) buf_char(&out, ',');
        buf_json(&out, facts->items[i].name);
        buf_puts(&out, ":{\"description\":");
        buf_json(&out, text_in(&facts->items[i].title, request->lang));
        buf_puts(&out, ",\"anyOf\":[{\"enum\":[null,\"unknown\"]},");
        print_shape(&out, &facts->items[i]);
        buf_puts(&out, "]}");
    }
    buf_puts(&out, "}},");
    print_report(&out, "\"Report\":{\"required\":[\"windows\"],");
    print_report(&out, ",\"Followup\":{");
    print_kept(&out);
    print_phish(&out);
    return buf_str(&out);
}

Response handle_description(const Request *request) {
    const Book *book = &portal_of(request)->pack->book;
    OpenApi about = {STR("todoke"), book->version, incident_schema(request), request->lang};
    Buf out = buf_make(request->arena, DESCRIPTION_BYTES);
    openapi_print(&out, portal_routes, portal_route_count, &about);
    if (out.overflowed) return fault_response(request, &(Fault){.status = 500});
    Response response = response_json(200, buf_str(&out));
    response.keep = KEEP_CHECKED;
    return response;
}
