#include "binding/arguments.h"

#include <array>

namespace onceonly::binding {

BytesArgument::BytesArgument(Napi::Value value) {
  if (value.IsEmpty()) return;
  if (value.IsTypedArray()) {
    const auto bytes = value.As<Napi::Uint8Array>();
    view_ = {reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength()};
  } else if (value.IsString()) {
    copy_ = value.As<Napi::String>().Utf8Value();
    view_ = copy_;
  }
}

void BytesArgument::Own() {
  if (view_.data() == copy_.data()) return;
  copy_ = view_;
  view_ = copy_;
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
