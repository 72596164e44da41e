// Every value goes through one function, which knows the declared type and its ceiling.
#include "web/input.h"

#include "web/decode.h"
#include "web/form_token.h"
#include "web/multipart.h"

typedef struct Reading {
    Arena *arena;
    const Route *route;
    InputValue *out;
    InputTrouble trouble;
    Str token;
    int tokens;
} Reading;

static bool refuse(Reading *reading, int which, InputFault fault) {
    reading->trouble = (InputTrouble){fault, which};
    return false;
}

static bool is_word(Str text) {
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
        if (!plain) return false;
    }
    return text.len > 0;
}

static InputFault value_check(Arena *arena, const Input *input, Str *text, int64_t *number) {
    if (input->type == INPUT_NUMBER)
        return !str_int(*text, number) || *number < 0 ? INPUT_BROKEN : *number > input->most ? INPUT_TOO_LONG : INPUT_FINE;
    if (input->type == INPUT_LINES) *text = decode_line_ends(arena, *text);
    if (input->type == INPUT_LINE) *text = str_trim(*text);
    *number = input->type == INPUT_TICK;
    if (input->type != INPUT_TICK && text->len > input->most) return INPUT_TOO_LONG;
    bool fine = input->type == INPUT_WORD    ? is_word(*text)
                : input->type == INPUT_LINES ? decode_is_lines(*text)
                                             : decode_is_line(*text);
    return fine ? INPUT_FINE : INPUT_BROKEN;
}

static bool value_take(Reading *reading, int which, Str text) {
    const Input *input = &reading->route->inputs[which];
    InputValue *value = &reading->out[which];
    int64_t number = 0;
    uint32_t most = input->times ? input->times : 1;
    InputFault fault = value_check(reading->arena, input, &text, &number);
    if (fault) return refuse(reading, which, fault);
    if (value->count == most) return refuse(reading, which, INPUT_TOO_MANY);
    if (value->count == 0) {
        value->all = NEW_ARRAY(reading->arena, Str, most);
        value->text = text;
        value->number = number;
    }
    ((Str *)value->all)[value->count++] = text;
    value->is_given = true;
    return true;
}

// True: it was the token. Two of them say nothing.
static bool token_take(Reading *reading, InputFrom from, Str name, Str text) {
    if (from != INPUT_FORM || !str_is(name, FORM_TOKEN_FIELD)) return false;
    reading->token = reading->tokens++ ? STR_NONE : text;
    return true;
}

static int input_find(const Reading *reading, InputFrom from, Str name) {
    for (size_t i = 0; i < reading->route->input_count; i++)
        if (reading->route->inputs[i].from == from && str_is(name, reading->route->inputs[i].name)) return (int)i;
    return -1;
}

static bool read_pairs(Reading *reading, InputFrom from, Str pairs) {
    Str name, value;
    while (decode_pair(&pairs, '&', &name, &value)) {
        if (decode_percent(reading->arena, name, true, &name) != ERR_OK) return refuse(reading, -1, INPUT_BROKEN);
        int which = token_take(reading, from, name, value) ? -1 : input_find(reading, from, name);
        if (which < 0) continue;
        if (decode_percent(reading->arena, value, true, &value) != ERR_OK) return refuse(reading, which, INPUT_BROKEN);
        if (!value_take(reading, which, value)) return false;
    }
    return true;
}

// The text of a part that is declared; what is a file, or is not declared, is left out.
static bool part_take(Reading *reading, const MultipartPart *part, ByteWriter *text) {
    Bytes content = bytes_written(text);
    Str value = {(const char *)content.ptr, content.len};
    if (part->has_file || token_take(reading, INPUT_FORM, part->name, value)) return true;
    int which = input_find(reading, INPUT_FORM, part->name);
    return which < 0 || value_take(reading, which, value);
}

static bool read_parts(Reading *reading, Str form, Str boundary) {
    Multipart *parts = NEW(reading->arena, Multipart);
    ByteWriter text = {0};
    Bytes rest = bytes_of_str(form), data;
    MultipartEvent event;
    multipart_begin(parts, boundary);
    while ((event = multipart_take(parts, &rest, &data)) != MULTIPART_MORE && event != MULTIPART_BROKEN) {
        if (event == MULTIPART_PART) text = bytes_writer(reading->arena, form.len);
        if (event == MULTIPART_DATA && !parts->part.has_file) bytes_put(&text, data);
        if (event == MULTIPART_OVER && !part_take(reading, &parts->part, &text)) return false;
    }
    bool whole = event == MULTIPART_MORE && multipart_is_whole(parts);
    return whole || refuse(reading, -1, INPUT_BROKEN);
}

static bool read_cookies(Reading *reading, Str pairs) {
    Str name, value;
    while (decode_pair(&pairs, ';', &name, &value)) {
        if (!str_starts(name, STR("__Host-"))) continue;
        int which = input_find(reading, INPUT_COOKIE, str_slice(name, strlen("__Host-"), name.len));
        // A browser sends what it was given, perhaps long ago: what does not fit is as if it were not there.
        if (which >= 0 && !reading->out[which].is_given && !value_take(reading, which, value))
            reading->trouble = (InputTrouble){0};
    }
    return true;
}

static bool read_fields(Reading *reading, const HttpHead *head) {
    for (size_t i = 0; i < reading->route->input_count; i++) {
        const Input *input = &reading->route->inputs[i];
        if (input->from != INPUT_FIELD || !http_head_has(head, input->name)) continue;
        if (!value_take(reading, (int)i, http_head_field(head, input->name))) return false;
    }
    return true;
}

static bool read_path(Reading *reading, const RouteParts *parts) {
    for (size_t i = 0; i < reading->route->input_count; i++) {
        Str text;
        if (reading->route->inputs[i].from != INPUT_PATH) continue;
        if (decode_percent(reading->arena, parts->values[i], false, &text) != ERR_OK)
            return refuse(reading, (int)i, INPUT_BROKEN);
        if (!value_take(reading, (int)i, text)) return false;
    }
    return true;
}

static bool all_there(Reading *reading) {
    for (size_t i = 0; i < reading->route->input_count; i++)
        if (reading->route->inputs[i].is_required && !reading->out[i].is_given) return refuse(reading, (int)i, INPUT_MISSING);
    return true;
}

Err inputs_read(Arena *arena, const Route *route, const InputSource *source, InputTaken *out) {
    Reading reading = {.arena = arena, .route = route, .out = out->values};
    bool fine = read_path(&reading, source->parts) && read_pairs(&reading, INPUT_QUERY, source->head->query) &&
                read_fields(&reading, source->head) && read_cookies(&reading, http_head_field(source->head, "cookie"));
    if (fine && route->body == ROUTE_FORM && source->boundary.len > 0)
        fine = read_parts(&reading, source->form, source->boundary);
    else if (fine && route->body == ROUTE_FORM)
        fine = read_pairs(&reading, INPUT_FORM, source->form);
    fine = fine && all_there(&reading);
    out->trouble = reading.trouble;
    out->token = reading.token;
    return fine ? ERR_OK : ERR_INPUT;
}
