// Which roles an office has.
#include "role/roles.h"

const RoleRow role_rows[] = {
    {ROLE_SPOOL, role_spool, true},
    {ROLE_REGISTRAR, role_registrar, false},
    {ROLE_KEEPER, role_keeper, true},
    {ROLE_PRINTER, role_printer, true},
};
const size_t role_row_count = sizeof role_rows / sizeof *role_rows;
