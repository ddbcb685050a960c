#include "core/json/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace onceonly::core {
namespace {

// The shortest digits that give the double back: the value is 0.d1d2d3... times ten to the power of
// `point`.
struct Decimal {
  char digits[17];
  int count = 0;
  int point = 0;
};

Decimal ShortestDecimal(double value) noexcept {
  char text[kMaxNumberText];
  const auto printed =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  Decimal decimal;
  const char* next = text;
  for (; *next != 'e'; ++next) {
    if (*next != '.') decimal.digits[decimal.count++] = *next;
  }
  next += next[1] == '+' ? 2 : 1;
  std::from_chars(next, printed.ptr, decimal.point);
  ++decimal.point;
  return decimal;
}

char* Copy(const char* from, int count, char* to) noexcept {
  std::memcpy(to, from, static_cast<size_t>(count));
  return to + count;
}

char* Zeros(int count, char* to) noexcept {
  std::memset(to, '0', static_cast<size_t>(count));
  return to + count;
}

char* WriteScientific(const Decimal& decimal, char* to) noexcept {
  *to++ = decimal.digits[0];
  if (decimal.count > 1) {
    *to++ = '.';
    to = Copy(decimal.digits + 1, decimal.count - 1, to);
  }
  *to++ = 'e';
  const int exponent = decimal.point - 1;
  if (exponent > 0) *to++ = '+';
  return std::to_chars(to, to + 5, exponent).ptr;
}

}  // namespace

char* WriteNumberText(double value, char* to) noexcept {
  if (value == 0) return Zeros(1, to);
  if (value < 0) *to++ = '-';
  const Decimal decimal = ShortestDecimal(std::fabs(value));
  const int point = decimal.point;
  if (point > 21 || point <= -6) return WriteScientific(decimal, to);
  if (point <= 0) {
    to = Copy("0.", 2, to);
    return Copy(decimal.digits, decimal.count, Zeros(-point, to));
  }
  if (decimal.count <= point) {
    return Zeros(point - decimal.count, Copy(decimal.digits, decimal.count, to));
  }
  to = Copy(decimal.digits, point, to);
  *to++ = '.';
  return Copy(decimal.digits + point, decimal.count - point, to);
}

}  // namespace onceonly::core
