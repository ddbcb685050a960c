#include "number_reference.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace onceonly::fuzz {
namespace {

// The value is `digits` times ten to the power of `exponent`.
struct Decimal {
  std::string digits;
  int exponent = 0;

  double Value() const {
    return std::strtod((digits + "e" + std::to_string(exponent)).c_str(), nullptr);
  }
};

// The value rounded to `count` digits, and `step` more in the last of them.
Decimal Rounded(double value, int count, int step) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*e", count - 1, value);
  const std::string printed = text;
  const size_t e = printed.find('e');
  std::string digits = printed.substr(0, e);
  if (count > 1) digits.erase(1, 1);
  const int exponent = std::atoi(printed.c_str() + e + 1) - (count - 1);
  return {std::to_string(std::stoll(digits) + step), exponent};
}

int DigitsOfNearest(double value) {
  int count = 1;
  while (count < 17 && Rounded(value, count, 0).Value() != value) ++count;
  return count;
}

// Beside a power of two the nearest decimal may miss the double where its neighbour, on the side
// with more room, still means it. That saves one digit at most.
Decimal Shortest(double value) {
  const int count = DigitsOfNearest(value);
  for (const int step : {1, -1}) {
    if (count == 1) break;
    const Decimal shorter = Rounded(value, count - 1, step);
    if (shorter.Value() == value) return shorter;
  }
  return Rounded(value, count, 0);
}

std::string Scientific(const std::string& digits, int point) {
  std::string text = digits.substr(0, 1);
  if (digits.size() > 1) text += "." + digits.substr(1);
  const int exponent = point - 1;
  return text + (exponent < 0 ? "e" : "e+") + std::to_string(exponent);
}

}  // namespace

std::string NumberByReference(double value) {
  if (value == 0) return "0";
  if (value < 0) return "-" + NumberByReference(-value);
  Decimal decimal = Shortest(value);
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  const std::string& digits = decimal.digits;
  const int count = static_cast<int>(digits.size());
  const int point = count + decimal.exponent;
  if (count <= point && point <= 21) return digits + std::string(point - count, '0');
  if (0 < point && point <= 21) return digits.substr(0, point) + "." + digits.substr(point);
  if (-6 < point && point <= 0) return "0." + std::string(-point, '0') + digits;
  return Scientific(digits, point);
}

bool DoubleHolds(const std::string& digits) {
  const double value = std::strtod(digits.c_str(), nullptr);
  if (std::isinf(value)) return false;
  char text[400];
  std::snprintf(text, sizeof text, "%.0f", value);
  return text == digits;
}

}  // namespace onceonly::fuzz
