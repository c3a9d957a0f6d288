// SPDX-License-Identifier: Apache-2.0
#pragma once
// Only the declarations: CAudioSupport loads the library when it is needed.
#include <sndfile.h>
