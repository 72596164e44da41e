// Paths in the order of the table; methods of one path stand together.
#include "web/openapi.h"

static void print_schema(Buf *out, const Input *input) {
    if (input->type == INPUT_NUMBER)
        buf_format(out, "{\"type\":\"integer\",\"minimum\":0,\"maximum\":%u}", input->most);
    else if (input->type == INPUT_TICK)
        buf_puts(out, "{\"type\":\"string\",\"const\":\"1\"}");
    else if (input->type == INPUT_WORD)
        buf_format(out, "{\"type\":\"string\",\"maxLength\":%u,\"pattern\":\"^[A-Za-z0-9._-]+$\"}", input->most);
    else
        buf_format(out, "{\"type\":\"string\",\"maxLength\":%u}", input->most);
}

static void print_parameters(Buf *out, const Route *route) {
    static const char *const places[] = {
        [INPUT_PATH] = "path", [INPUT_QUERY] = "query", [INPUT_FIELD] = "header", [INPUT_COOKIE] = "cookie"};
    const char *mark = "";
    buf_puts(out, "\"parameters\":[");
    for (size_t i = 0; i < route->input_count; i++) {
        const Input *input = &route->inputs[i];
        // The field of the key has its own place in the description: it is a way to sign in.
        if (input->from == INPUT_FORM || str_is(str_from(input->name), "authorization")) continue;
        buf_format(out, "%s{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,\"schema\":", mark, input->name, places[input->from],
                   input->is_required || input->from == INPUT_PATH ? "true" : "false");
        print_schema(out, input);
        buf_puts(out, "}");
        mark = ",";
    }
    buf_puts(out, "]");
}

static void print_body(Buf *out, const Route *route) {
    if (route->body == ROUTE_FILE)
        buf_puts(out, ",\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{}}}");
    if (route->body != ROUTE_JSON) return;
    buf_format(out,
               ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":{\"$ref\":"
               "\"#/components/schemas/%s\"}}}}",
               route->schema);
}

static bool is_signed_in(const Route *route) {
    for (size_t i = 0; i < route->input_count; i++)
        if (str_is(str_from(route->inputs[i].name), "authorization")) return true;
    return false;
}

// "/api/v1/duties" by POST to "postApiV1Duties".
static void print_name(Buf *out, const Route *route) {
    bool begins = true;
    buf_puts(out, route->method == HTTP_POST ? "\"operationId\":\"post" : "\"operationId\":\"get");
    for (const char *at = route->path; *at; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (letter) buf_char(out, begins && *at >= 'a' ? (char)(*at - 'a' + 'A') : *at);
        begins = !letter;
    }
    buf_puts(out, "\",");
}

static void print_answers(Buf *out, const Route *route) {
    buf_format(out, ",\"responses\":{\"%s\":{\"description\":\"OK\",\"content\":{\"application/json\":{\"schema\":{",
               route->creates ? "201" : "200");
    if (route->answer)
        buf_format(out, "\"$ref\":\"#/components/schemas/%s\"", route->answer);
    else
        buf_puts(out, "\"type\":\"object\"");
    buf_puts(out, "}}}},\"4XX\":{\"$ref\":\"#/components/responses/Problem\"},"
                  "\"5XX\":{\"$ref\":\"#/components/responses/Problem\"}}}");
}

static void print_operation(Buf *out, const Route *route, Lang lang) {
    buf_puts(out, route->method == HTTP_POST ? "\"post\":{" : "\"get\":{");
    print_name(out, route);
    buf_puts(out, "\"summary\":");
    buf_json(out, word(lang, route->summary));
    buf_puts(out, ",");
    print_parameters(out, route);
    print_body(out, route);
    buf_puts(out, is_signed_in(route) ? ",\"security\":[{\"viewingKey\":[]}]" : ",\"security\":[]");
    print_answers(out, route);
}

static bool is_first_of_path(const Route *routes, size_t at) {
    for (size_t i = 0; i < at; i++)
        if (routes[i].is_api && str_is(str_from(routes[i].path), routes[at].path)) return false;
    return true;
}

static void print_path(Buf *out, const Route *routes, size_t count, size_t first, Lang lang) {
    buf_format(out, "\"%s\":{", routes[first].path);
    for (size_t i = first; i < count; i++) {
        if (!routes[i].is_api || !str_is(str_from(routes[i].path), routes[first].path)) continue;
        if (i > first) buf_char(out, ',');
        print_operation(out, &routes[i], lang);
    }
    buf_char(out, '}');
}

void openapi_print(Buf *out, const Route *routes, size_t count, const OpenApi *about) {
    const char *mark = "";
    buf_puts(out, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    buf_json(out, about->title);
    buf_puts(out, ",\"version\":");
    buf_json(out, about->version);
    buf_puts(out, ",\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}},\"servers\":[{\"url\":\"/\"}],\"paths\":{");
    for (size_t i = 0; i < count; i++) {
        if (!routes[i].is_api || !is_first_of_path(routes, i)) continue;
        buf_puts(out, mark);
        print_path(out, routes, count, i, about->lang);
        mark = ",";
    }
    buf_puts(out,
             "},\"components\":{\"securitySchemes\":{\"viewingKey\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
             "\"responses\":{\"Problem\":{\"description\":\"RFC 9457\",\"content\":{\"application/problem+json\":{\"schema\":"
             "{\"$ref\":\"#/components/schemas/Problem\"}}}}},\"schemas\":{\"Problem\":{\"type\":\"object\",");
    buf_puts(out, "\"required\":[\"type\",\"title\",\"status\"],\"properties\":{\"type\":{\"type\":\"string\"},"
                  "\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
                  "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}},");
    buf_put(out, about->schemas);
    buf_puts(out, "}}}\n");
}
