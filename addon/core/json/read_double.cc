#include "core/json/read_double.h"

#include <locale.h>
#include <stdlib.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

#include <charconv>

namespace onceonly::core {
namespace {

// The application may have set another locale, where the decimal point is a comma.
#ifdef _WIN32
using Locale = _locale_t;
Locale NewCLocale() noexcept { return _create_locale(LC_ALL, "C"); }
double Parse(const char* text, Locale locale) noexcept { return _strtod_l(text, nullptr, locale); }
#else
using Locale = locale_t;
Locale NewCLocale() noexcept { return newlocale(LC_ALL_MASK, "C", nullptr); }
double Parse(const char* text, Locale locale) noexcept { return strtod_l(text, nullptr, locale); }
#endif

}  // namespace

double ReadDoubleByStrtod(std::string_view literal) noexcept {
  static const Locale c_locale = NewCLocale();
  return Parse(literal.data(), c_locale);
}

double ReadDouble(std::string_view literal) noexcept {
#ifdef __cpp_lib_to_chars
  double value = 0;
  const auto parsed = std::from_chars(literal.data(), literal.data() + literal.size(), value);
  // It does not tell a literal that is too large from one that is too small.
  if (parsed.ec == std::errc()) return value;
#endif
  return ReadDoubleByStrtod(literal);
}

}  // namespace onceonly::core
