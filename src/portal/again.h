// When a form came that was not shown in this browser (web/form_token.h).
#pragma once

#include "web/request.h"
#include "web/response.h"

// All that was typed, to be looked at and sent once more with one press; nothing of it has reached a handler.
Response again_page(const Request *request);
