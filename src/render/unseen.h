// Characters that a reader cannot see but a program obeys.
#pragma once

#include <stdbool.h>
#include <stdint.h>

bool unseen_turns(int32_t c);   // changes the direction of the text around it
bool unseen_control(int32_t c); // a control character or a separator of lines; "\t" and "\n" are none
