#include "core/json/read_double.h"

#include <fast_float/fast_float.h>

namespace onceonly::core {

double ReadDouble(std::string_view literal) noexcept {
  double value = 0;
  // It gives infinity or zero to a literal that no double is near to, whatever it says of that.
  fast_float::from_chars(literal.data(), literal.data() + literal.size(), value);
  return value;
}

}  // namespace onceonly::core
