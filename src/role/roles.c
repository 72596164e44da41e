// Which roles an office has.
#include "role/roles.h"

const RoleRow role_rows[] = {{ROLE_COUNT, NULL, false}};
const size_t role_row_count = 0;
