// What a router does with nodes that are out of reach when it hears news of them.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/router_fixture.h"

namespace onceonly::store {
namespace {

constexpr int kHalf = 8192;
constexpr int64_t kProbeFloorMs = redis::Backoff::kProbeFloorMs;

// Node 1 holds the lower half of the slots, and node 2 the upper one. Slot 0 has no holder, so that
// a scan ends when it has asked node 0 for the map.
class RouterNewsTest : public RouterTest {
 protected:
  static std::string IdIn(int first, int last) {
    for (int i = 0;; ++i) {
      std::string id = "id" + std::to_string(i);
      const int slot = redis::SlotOfKey(id);
      if (slot >= first && slot <= last) return id;
    }
  }

  std::string Halves() const { return WithOneSlotAt(1); }
  // Node 1 has lost a slot to `holder`.
  std::string WithOneSlotAt(size_t holder) const {
    return "*3\r\n" + nodes_[holder]->Range(1, 1) + nodes_[1]->Range(2, kHalf) +
           nodes_[2]->Range(kHalf + 1, 16383);
  }
  std::string MapOfNode2() const { return "*1\r\n" + nodes_[2]->Range(1, 16383); }

  void OpenHalves() {
    node(0).slots = Halves();
    Open({0});
    LookFor(low_);
    RunUntil([&] { return !router_->nodes().empty(); });
  }
  // Both nodes refuse whoever connects. Each attempt is counted.
  void BeDown() {
    OpenHalves();
    for (const size_t at : {1, 2}) Refuse(at);
    EXPECT_EQ(LookFor(low_), "AUTH_FAILED");
    EXPECT_EQ(LookFor(high_), "AUTH_FAILED");
  }
  void Refuse(size_t at) {
    node(at).server.on_handshake = [](redis::FakeServer::Peer&, const redis::Command&) {
      return "-NOAUTH Authentication required.\r\n";
    };
  }
  void Accept(size_t at) { node(at).server.on_handshake = nullptr; }
  int Attempts(size_t at) { return node(at).server.connections(); }

  std::string LookFor(const std::string& id, bool waits_when_down = false) {
    return Ask([&](ToldReader* reader) { router_->Look(id, {2000, waits_when_down}, reader); });
  }
  // The router adopts the map that node 0 tells.
  void Hear() {
    StartScan();
    RunUntil([&] { return sink_.Has(scans_); });
    EXPECT_EQ(sink_.Take(scans_).status.code(), StatusCode::kClusterDown);
  }
  void StartScan() {
    core::ScanCall scan;
    scan.timeout_ms = 2000;
    router_->Scan(++scans_, scan);
  }

  const std::string low_ = IdIn(2, kHalf);
  const std::string high_ = IdIn(kHalf + 1, 16383);
  core::CallId scans_ = 0;
};

// Without news a node is tried every 750 ms at the soonest, and with them every 250 ms.
TEST_F(RouterNewsTest, HurriesOnlyANodeThatGetsASlotAndAtItsRate) {
  BeDown();
  const SystemClock clock;
  const int64_t began_ms = clock.NowMs();
  for (size_t map = 0; Attempts(2) < 4 && !HasFailure(); ++map) {
    node(0).slots = map % 2 == 0 ? WithOneSlotAt(0) : Halves();
    Hear();
  }
  const int64_t passed_ms = clock.NowMs() - began_ms;
  EXPECT_GT(Attempts(1), Attempts(2) + 1);
  EXPECT_LE(Attempts(1), 2 + passed_ms / redis::Link::kHurryApartMs);
  EXPECT_LE(Attempts(2), 2 + passed_ms / kProbeFloorMs);
}

TEST_F(RouterNewsTest, HurriesNobodyByTheMapThatItKnows) {
  BeDown();
  const SystemClock clock;
  const int64_t began_ms = clock.NowMs();
  while (Attempts(1) < 3 && !HasFailure()) Hear();
  EXPECT_LE(Attempts(1), 2 + (clock.NowMs() - began_ms) / kProbeFloorMs);
}

TEST_F(RouterNewsTest, KeepsTheConnectionsOfNodesThatAreUp) {
  OpenHalves();
  EXPECT_EQ(LookFor(low_), "record none");
  EXPECT_EQ(LookFor(high_), "record none");
  for (int map = 0; map < 100 && !HasFailure(); ++map) {
    for (auto& each : nodes_) each->slots = map % 2 == 0 ? WithOneSlotAt(2) : Halves();
    Hear();
  }
  EXPECT_EQ(LookFor(low_), "record none");
  EXPECT_EQ(LookFor(high_), "record none");
  EXPECT_EQ(Attempts(1), 1);
  EXPECT_EQ(Attempts(2), 1);
}

// Node 2 measures the time: it is tried again by itself.
TEST_F(RouterNewsTest, ConnectsToNobodyForNewsAlone) {
  OpenHalves();
  EXPECT_EQ(LookFor(low_), "record none");
  Refuse(2);
  EXPECT_EQ(LookFor(high_), "AUTH_FAILED");
  node(1).server.peer().Close();
  RunUntil([&] { return router_->nodes().front().state == redis::ClientState::kIdle; });
  node(0).slots = WithOneSlotAt(0);
  Hear();
  node(0).slots = Halves();
  Hear();
  const int attempts = Attempts(2);
  RunUntil([&] { return Attempts(2) > attempts; });
  EXPECT_EQ(Attempts(1), 1);
}

TEST_F(RouterNewsTest, AsksANodeThatWasOfNoUseOnceMore) {
  OpenHalves();
  node(1).usual = "-CLUSTERDOWN The cluster is down\r\n";
  while (LookFor(low_) == "CLUSTER_DOWN") continue;
  node(1).usual = kNothing;
  for (auto& each : nodes_) each->slots = WithOneSlotAt(2);
  Hear();
  EXPECT_EQ(LookFor(low_), "record none");
}

TEST_F(RouterNewsTest, TakesARedirectForASignThatANodeIsOfUse) {
  OpenHalves();
  node(1).usual = "-CLUSTERDOWN The cluster is down\r\n";
  while (LookFor(low_) == "CLUSTER_DOWN") continue;
  node(1).usual = kNothing;
  node(1).answers = {node(2).Moved(low_)};
  while (LookFor(low_) == "BREAKER_OPEN") continue;
  EXPECT_EQ(LookFor(IdIn(redis::SlotOfKey(low_) + 1, kHalf)), "record none");
}

// The reader closes the router while it takes in the map.
TEST_F(RouterNewsTest, HurriesNobodyOnceItIsClosed) {
  BeDown();
  struct Closer final : public RecordReader {
    explicit Closer(RecordRouter* router) : router(router) {}
    void OnRecord(const View&) noexcept override {}
    void OnWritten(int64_t) noexcept override {}
    void OnFailed(Status why) noexcept override {
      code = why.code();
      router->Close();
    }
    RecordRouter* const router;
    StatusCode code = StatusCode::kOk;
  } closer(&*router_);
  router_->Look(low_, {2000, true}, &closer);
  const int attempts = Attempts(2);
  node(0).slots = "*1\r\n" + node(2).Range(kHalf, 16383);
  StartScan();
  RunUntil([&] { return closer.code != StatusCode::kOk; });
  EXPECT_EQ(closer.code, StatusCode::kClusterDown);
  RunToEnd();
  router_->Hurry();
  RunToEnd();
  EXPECT_EQ(Attempts(2), attempts);
}

// Both maps come in one read: the node is closed by the first one and named by the second one.
TEST_F(RouterNewsTest, ConnectsAnewToANodeThatIsBackAtOnce) {
  BeDown();
  node(0).slots_before = {MapOfNode2()};
  StartScan();
  StartScan();
  RunUntil([&] { return sink_.Has(scans_) && sink_.Has(scans_ - 1); });
  Accept(1);
  EXPECT_EQ(LookFor(low_), "record none");
}

// The second router hears of no switch.
TEST_F(RouterNewsTest, HurriesTheFirstServerWhenAnotherOneIsBehindItsAddress) {
  for (auto& each : nodes_) each->mode = "standalone";
  for (const size_t at : {0, 1}) Refuse(at);
  Open({});
  RedisStoreOptions options;
  options.endpoint = node(1).server.endpoint();
  RecordRouter other(loop(), options, std::make_unique<net::UvConnector>(loop()), &sink_);
  EXPECT_EQ(LookFor(low_), "AUTH_FAILED");
  ToldReader unhurried;
  other.Look(low_, {2000, false}, &unhurried);
  RunUntil([&] { return unhurried.calls > 0; });
  const SystemClock clock;
  const int64_t began_ms = clock.NowMs();
  RunUntil([&] {
    router_->Hurry();
    return Attempts(1) > 3;
  });
  const int64_t passed_ms = clock.NowMs() - began_ms;
  EXPECT_GT(Attempts(0), Attempts(1) + 1);
  EXPECT_LE(Attempts(0), 2 + passed_ms / redis::Link::kHurryApartMs);
}

}  // namespace
}  // namespace onceonly::store
