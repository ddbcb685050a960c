// What each verb sends to its script and makes of the script's reply. The order of arguments and
// the shapes of replies are those in the headers of the .lua files.
#ifndef ONCEONLY_STORE_VERB_CODEC_H_
#define ONCEONLY_STORE_VERB_CODEC_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "core/store.h"
#include "redis/command.h"
#include "redis/reply.h"

namespace onceonly::store {

// `kTexts` are the views that a call consists of. `Encode` appends exactly `kArguments` arguments.
// `not_after_ms` is the end of the call's timeout on the server's clock. `Decode` takes a reply
// that is no error; one of another shape gives kFailed with kUnexpectedReply, and a record that
// does not parse gives kForeign.
struct BeginVerb {
  using Call = core::BeginCall;
  static constexpr std::string_view kScript = "begin-2";
  static constexpr size_t kArguments = 10;
  static constexpr std::array kTexts = {&Call::id,          &Call::token,
                                        &Call::fingerprint, &Call::other_fingerprint,
                                        &Call::hint,        &Call::label};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct CompleteVerb {
  using Call = core::CompleteCall;
  static constexpr std::string_view kScript = "complete-2";
  static constexpr size_t kArguments = 11;
  static constexpr std::array kTexts = {
      &Call::id,   &Call::token, &Call::fingerprint, &Call::other_fingerprint,
      &Call::hint, &Call::label, &Call::payload};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct RenewVerb {
  using Call = core::RenewCall;
  static constexpr std::string_view kScript = "renew-2";
  static constexpr size_t kArguments = 3;
  static constexpr std::array kTexts = {&Call::id, &Call::token};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct ReleaseVerb {
  using Call = core::ReleaseCall;
  static constexpr std::string_view kScript = "release-2";
  static constexpr size_t kArguments = 2;
  static constexpr std::array kTexts = {&Call::id, &Call::token};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct InspectVerb {
  using Call = core::InspectCall;
  static constexpr std::string_view kScript = "inspect-2";
  static constexpr size_t kArguments = 1;
  static constexpr std::array kTexts = {&Call::id};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct RemoveVerb {
  using Call = core::RemoveCall;
  static constexpr std::string_view kScript = "remove-2";
  static constexpr size_t kArguments = 1;
  static constexpr std::array kTexts = {&Call::id};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct ResolveVerb {
  using Call = core::ResolveCall;
  static constexpr std::string_view kScript = "resolve-2";
  static constexpr size_t kArguments = 3;
  static constexpr std::array kTexts = {&Call::id, &Call::payload};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

struct ScanVerb {
  using Call = core::ScanCall;
  static constexpr std::string_view kScript = "scan-2";
  static constexpr size_t kArguments = 4;
  static constexpr std::array kTexts = {&Call::cursor, &Call::hint};
  static void Encode(const Call& args, int64_t not_after_ms, redis::CommandWriter& out);
  static core::Answer Decode(const redis::Reply& reply);
};

// The server's time in a reply of any script, or 0 if it has none.
int64_t ServerNowMs(const redis::Reply& reply) noexcept;

}  // namespace onceonly::store

#endif  // ONCEONLY_STORE_VERB_CODEC_H_
