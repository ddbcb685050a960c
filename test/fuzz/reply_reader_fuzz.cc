// RESP in random pieces: the same bytes give the same replies however they are cut, within memory
// that the bytes received pay for. The first eight bytes of an input say how to cut the rest.
#include <sanitizer/allocator_interface.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "describe_reply.h"
#include "require.h"
#include "resp/reply_reader.h"
#include "resp_reference.h"

namespace onceonly::fuzz {
namespace {

using resp::ReplyReader;
using Replies = std::vector<std::string>;

constexpr size_t kPlanSize = 8;
constexpr std::string_view kBroken = "protocol error";

// Announced elements cost a node each before a byte of them has come, so one reply may hold that
// many nodes; everything else is in proportion to what was received.
constexpr size_t kFixedBytes =
    resp::kMaxReplyElements * sizeof(resp::ReplyNode) + (size_t{64} << 10);
constexpr size_t kBytesPerByte = 64;

// Loses the LF of a line that is cut between CR and LF, if another bulk string follows at once.
[[maybe_unused]] std::string_view PlantBug(std::string_view before, std::string_view piece) {
  const bool is_cut = before.ends_with('\r') && piece.starts_with("\n$");
  const bool is_after_integer = is_cut && before.rfind(':') != std::string_view::npos &&
                                before.rfind(':') > before.size() - 4;
  return is_after_integer ? piece.substr(1) : piece;
}

// Adds what is complete; false after a protocol error.
bool Drain(ReplyReader& reader, Replies& replies) {
  for (;;) {
    const Result<std::optional<resp::Reply>> next = reader.Next();
    if (!next.ok()) {
      Require(next.status().code() == StatusCode::kProtocolError, "the only error is the protocol");
      replies.emplace_back(kBroken);
      return false;
    }
    if (!next.value()) return true;
    replies.push_back(DescribeReply(*next.value()));
  }
}

Replies ReadAtOnce(ReplyReader& reader, std::string_view bytes) {
  Replies replies;
  reader.Feed(bytes);
  Drain(reader, replies);
  return replies;
}

Replies ReadInPieces(ReplyReader& reader, std::string_view plan, std::string_view bytes) {
  Replies replies;
  const size_t allocated = __sanitizer_get_current_allocated_bytes();
  for (size_t at = 0, i = 0; at < bytes.size(); ++i) {
    const size_t size = 1 + (static_cast<uint8_t>(plan[i % kPlanSize]) & 31);
    std::string_view piece = bytes.substr(at, size);
    if constexpr (kBugIsPlanted) piece = PlantBug(bytes.substr(0, at), piece);
    reader.Feed(piece);
    at += size;
    const bool is_whole = Drain(reader, replies);
    const size_t growth = __sanitizer_get_current_allocated_bytes() - allocated;
    Require(static_cast<ptrdiff_t>(growth) <
                static_cast<ptrdiff_t>(kFixedBytes + kBytesPerByte * bytes.size()),
            "memory is bounded by what was received");
    if (!is_whole) break;
  }
  return replies;
}

std::string Join(const Replies& replies) {
  std::string text;
  for (const std::string& reply : replies) text += reply + ";";
  return text;
}

void CheckReplies(std::string_view input) {
  if (input.size() < kPlanSize) return;
  const std::string_view plan = input.substr(0, kPlanSize);
  const std::string_view bytes = input.substr(kPlanSize);
  ReplyReader reader;
  const Replies at_once = ReadAtOnce(reader, bytes);
  reader.Reset();
  const Replies in_pieces = ReadInPieces(reader, plan, bytes);
  RequireEqual(Join(in_pieces), Join(at_once), "where the bytes are cut does not matter");
  const Replies expected = RepliesByReference(bytes);
  Require(expected.size() <= at_once.size(), "every proper reply is read");
  const Replies proper(at_once.begin(), at_once.begin() + static_cast<ptrdiff_t>(expected.size()));
  RequireEqual(Join(proper), Join(expected), "the reference reads the same replies");
}

}  // namespace
}  // namespace onceonly::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  onceonly::fuzz::CheckReplies({reinterpret_cast<const char*>(data), size});
  return 0;
}
