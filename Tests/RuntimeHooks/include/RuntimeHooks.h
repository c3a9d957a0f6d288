// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Makes a global where no thread has yet; the runtime's own, and known to ThreadSanitizer.
void swift_once(void *token, void (*function)(void *), void *context);
