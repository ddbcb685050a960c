#include "binding/arguments.h"

#include <cstring>

namespace onceonly::binding {

BytesArgument::BytesArgument(Napi::Value value) {
  if (value.IsEmpty()) return;
  const napi_env env = value.Env();
  // Its length in UTF-16 is known; that in UTF-8 would take a pass of its own.
  if (size_t length; napi_get_value_string_utf16(env, value, nullptr, 0, &length) == napi_ok) {
    ReadString(env, value, length);
    return;
  }
  bool is_buffer = false;
  void* data = nullptr;
  size_t size = 0;
  if (napi_is_buffer(env, value, &is_buffer) == napi_ok && is_buffer &&
      napi_get_buffer_info(env, value, &data, &size) == napi_ok) {
    view_ = {static_cast<const char*>(data), size};
  }
}

char* BytesArgument::Room(size_t size) {
  if (size <= short_.size()) return short_.data();
  long_ = std::make_unique_for_overwrite<char[]>(size);
  return long_.get();
}

// V8 writes without a look ahead when there is room for the longest UTF-8 that so many units give.
void BytesArgument::ReadString(napi_env env, napi_value value, size_t length) {
  if (length == 0) return;
  const size_t room = 3 * length + 1;
  char* const bytes = Room(room);
  size_t size = 0;
  if (napi_get_value_string_utf8(env, value, bytes, room, &size) == napi_ok) view_ = {bytes, size};
}

void BytesArgument::Own() {
  if (view_.empty() || view_.data() == short_.data() || view_.data() == long_.get()) return;
  const std::string_view foreign = view_;
  char* const bytes = Room(foreign.size());
  std::memcpy(bytes, foreign.data(), foreign.size());
  view_ = {bytes, foreign.size()};
}

std::string ReadAscii(Napi::Value value) {
  std::array<char, 512> text;
  size_t length = 0;
  if (napi_get_value_string_latin1(value.Env(), value, text.data(), text.size(), &length) !=
      napi_ok) {
    return {};
  }
  return {text.data(), length};
}

std::string_view AsciiArguments::Read(Napi::Value value) {
  char* const at = bytes_.data() + used_;
  const size_t room = bytes_.size() - used_;
  size_t size = 0;
  if (napi_get_value_string_latin1(value.Env(), value, at, room, &size) != napi_ok) return {};
  // A text that fills all of the room may have been cut, and a part of an id names another key.
  if (size + 1 >= room) return {};
  used_ += size;
  return {at, size};
}

Napi::Value AsciiString(napi_env env, std::string_view text) {
  napi_value string = nullptr;
  napi_create_string_latin1(env, text.data(), text.size(), &string);
  return {env, string};
}

int64_t ReadInteger(Napi::Value value) {
  int64_t number = 0;
  napi_get_value_int64(value.Env(), value, &number);
  return number;
}

bool ReadBoolean(Napi::Value value) {
  bool truth = false;
  napi_get_value_bool(value.Env(), value, &truth);
  return truth;
}

}  // namespace onceonly::binding
