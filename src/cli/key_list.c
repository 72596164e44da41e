// Reading key lists, and telling why one cannot be used.
#include "cli/key_list.h"

#include "base/limits.h"
#include "base/sys.h"
#include "office/office.h"

static bool told(Session *session, Err err, const char *path) {
    if (err == ERR_OK) return true;
    session_say(session, err == ERR_SEALED ? MSG_SEAL_KEYS_SIGNATURE : MSG_SEAL_KEYS_UNREADABLE, str_from(path), STR_NONE);
    return false;
}

bool key_list_of_office(Session *session, const char *data, KeyList *out) {
    Office office;
    Err err = office_read(session->arena, str_from(data), &office);
    if (!err) err = office_keys(session->arena, &office, out);
    return told(session, err, data);
}

bool key_list_of_file(Session *session, const char *path, KeyList *out) {
    Str text;
    RootPublic root;
    Err err = sys_read_file(session->arena, path, LIMIT_KEY_LIST_BYTES, &text);
    if (!err) err = keylist_claimed_root(bytes_of_str(text), &root);
    if (!err) err = keylist_read(session->arena, bytes_of_str(text), root, out);
    return told(session, err, path);
}
