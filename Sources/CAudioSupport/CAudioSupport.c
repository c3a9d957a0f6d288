#include "CAudioSupport.h"
