// Questions to the spool; all those of one request go over one connection.
#pragma once

#include "net/client.h"
#include "web/request.h"
#include "wire/frame.h"

// ERR_IO: it did not answer.
MUST_CHECK Err ask_spool(const Request *request, FrameKind kind, const Bytes *parts, size_t count, FrameAnswer *answer);
