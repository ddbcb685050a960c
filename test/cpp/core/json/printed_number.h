// How the canonical form prints a number.
#ifndef ONCEONLY_TEST_CORE_JSON_PRINTED_NUMBER_H_
#define ONCEONLY_TEST_CORE_JSON_PRINTED_NUMBER_H_

#include <string>

#include "core/json/number_text.h"

namespace onceonly::core {

inline std::string Print(double value) {
  char text[kMaxNumberText];
  return {text, WriteNumberText(value, text)};
}

}  // namespace onceonly::core

#endif  // ONCEONLY_TEST_CORE_JSON_PRINTED_NUMBER_H_
