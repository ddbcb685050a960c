// A cluster of scripted nodes on the test's own loop, and a router that is told of the first one.
#ifndef ONCEONLY_TEST_STORE_ROUTER_FIXTURE_H_
#define ONCEONLY_TEST_STORE_ROUTER_FIXTURE_H_

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/loop_fixture.h"
#include "net/uv_transport.h"
#include "redis/fake_server.h"
#include "redis/key_slot.h"
#include "store/record_router.h"
#include "store/recording_sink.h"
#include "store/scripts.h"

namespace onceonly::store {

inline constexpr char kNothing[] = "*3\r\n:1700000000500\r\n:-2\r\n$-1\r\n";
inline constexpr char kFound[] = "*3\r\n:1700000000500\r\n:4000\r\n$5\r\nother\r\n";

// Answers questions about records with `answers`, the first one first, then with `usual`.
class ScriptedNode {
 public:
  explicit ScriptedNode(net::EventLoop* loop) : server(loop) {
    server.on_command = [this](redis::FakeServer::Peer& peer, const redis::Command& command) {
      return Answer(peer, command);
    };
  }

  std::string At() const { return "127.0.0.1:" + std::to_string(server.endpoint().port); }
  std::string Moved(const std::string& id) const { return Led("MOVED", id); }
  std::string Ask(const std::string& id) const { return Led("ASK", id); }
  // The element of CLUSTER SLOTS for these slots.
  std::string Range(int first, int last) const {
    const std::string port = std::to_string(server.endpoint().port);
    return "*3\r\n:" + std::to_string(first) + "\r\n:" + std::to_string(last) +
           "\r\n*3\r\n$9\r\n127.0.0.1\r\n:" + port + "\r\n$2\r\nid\r\n";
  }

  redis::FakeServer server;
  std::deque<std::string> answers;
  std::string usual = kNothing;
  std::string slots = "-ERR unknown\r\n";
  std::deque<std::string> slots_before;  // what it tells of its map before `slots`
  std::string mode = "cluster";
  std::function<void(redis::FakeServer::Peer&)> on_question;
  std::vector<std::string> asked;  // "EVALSHA", "SET", "ASKING"
  int maps = 0;                    // times that it was asked for the map

 private:
  std::string Led(const std::string& how, const std::string& id) const {
    return "-" + how + " " + std::to_string(redis::SlotOfKey(id)) + " " + At() + "\r\n";
  }
  std::string TakeSlots() {
    if (slots_before.empty()) return slots;
    std::string told = slots_before.front();
    slots_before.pop_front();
    return told;
  }
  std::string Answer(redis::FakeServer::Peer& peer, const redis::Command& command) {
    const std::string& name = command.front();
    if (name == "INFO") {
      const std::string info = "redis_version:7.2.4\r\nredis_mode:" + mode + "\r\n";
      return "$" + std::to_string(info.size()) + "\r\n" + info + "\r\n";
    }
    if (name == "CLUSTER") return ++maps, TakeSlots();
    const bool is_check = command.size() > 1 && command[1] == PrepareScript("check-2").sha1;
    if (is_check) return "$0\r\n\r\n";
    asked.push_back(name);
    if (name == "ASKING") return "+OK\r\n";
    if (on_question) on_question(peer);
    if (answers.empty()) return usual;
    std::string answer = answers.front();
    answers.pop_front();
    return answer;
  }
};

class ToldReader final : public RecordReader {
 public:
  void OnRecord(const View& found) noexcept override {
    Say("record " + std::string(found.text.value_or("none")));
  }
  void OnWritten(int64_t) noexcept override { Say("written"); }
  void OnFailed(Status why) noexcept override { Say(std::string(StatusName(why.code()))); }

  std::string said;
  int calls = 0;

 private:
  void Say(std::string text) {
    said = std::move(text);
    ++calls;
  }
};

class RouterTest : public net::LoopTest {
 protected:
  RouterTest() {
    for (int i = 0; i < 3; ++i) nodes_.push_back(std::make_unique<ScriptedNode>(loop()));
  }

  ScriptedNode& node(size_t i) { return *nodes_[i]; }
  // All nodes tell that this one holds every slot.
  void HoldsAll(size_t holder) {
    for (auto& each : nodes_) each->slots = "*1\r\n" + node(holder).Range(0, 16383);
  }
  // The router, and the map that it asks for first.
  void Open(std::vector<size_t> seeds = {1, 2}) {
    RedisStoreOptions options;
    options.endpoint = node(0).server.endpoint();
    for (const size_t seed : seeds) options.seeds.push_back(node(seed).server.endpoint());
    router_.emplace(loop(), options, std::make_unique<net::UvConnector>(loop()), &sink_);
  }
  // Asks until a map is known.
  void OpenWithMap(size_t holder) {
    HoldsAll(holder);
    Open();
    std::string said = Look();
    RunUntil([&] { return !router_->nodes().empty(); });
    EXPECT_EQ(Look(), "record none");
    for (auto& each : nodes_) each->asked.clear();
  }
  std::string Look(int64_t timeout_ms = 2000) {
    return Ask([&](ToldReader* reader) { router_->Look("id", {timeout_ms, false}, reader); });
  }
  std::string Insert() {
    return Ask([&](ToldReader* reader) {
      router_->Insert("id", "claim", 60'000, {2000, false}, reader);
    });
  }
  std::string Ask(const std::function<void(ToldReader*)>& question) {
    ToldReader reader;
    question(&reader);
    RunUntil([&] { return reader.calls > 0; });
    RunOnce();
    EXPECT_EQ(reader.calls, 1);
    return reader.said;
  }
  static size_t Times(const ScriptedNode& node, const std::string& name) {
    return static_cast<size_t>(std::count(node.asked.begin(), node.asked.end(), name));
  }

  std::vector<std::unique_ptr<ScriptedNode>> nodes_;
  RecordingSink sink_;
  std::optional<RecordRouter> router_;
};

}  // namespace onceonly::store

#endif  // ONCEONLY_TEST_STORE_ROUTER_FIXTURE_H_
