// What a server of records is asked on the wire, in each form that Redis servers know, and what
// becomes of their answers.
#include "store/redis_records.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "net/loop_fixture.h"
#include "net/uv_transport.h"
#include "redis/fake_server.h"
#include "store/recording_sink.h"

namespace onceonly::store {
namespace {

using redis::Command, redis::FakeServer;

constexpr int64_t kServerMs = 1'700'000'000'500;  // of the fake server
const std::string kNow = ":1700000000500\r\n";

std::string Bulk(const std::string& text) {
  return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

class Reader final : public RecordReader {
 public:
  void OnRecord(const View& found) noexcept override {
    said_ = "record " + std::string(found.text.value_or("none"));
    left_ms_ = found.left_ms;
  }
  void OnWritten(int64_t now_ms) noexcept override { said_ = "written " + std::to_string(now_ms); }
  void OnFailed(Status why) noexcept override { said_ = StatusName(why.code()); }

  const std::string& said() const { return said_; }
  int64_t left_ms() const { return left_ms_; }

 private:
  std::string said_;
  int64_t left_ms_ = 0;
};

class RedisRecordsTest : public net::LoopTest {
 protected:
  RedisRecordsTest() {
    server_.on_handshake = [this](FakeServer::Peer&, const Command& command) {
      return AnswerHandshake(command);
    };
    // The handshake beyond what every client says, and then what a test wants.
    server_.on_command = [this](FakeServer::Peer&, const Command& command) -> std::string {
      if (command.front() == "INFO") return command.back() == "server" ? Bulk(info_) : "$0\r\n\r\n";
      if (command.front() == "SCRIPT") return "+OK\r\n";
      if (command.front() == "WAIT") return ++waits_, wait_;
      if (command.back() == "idem:result:{check}") return "$0\r\n\r\n";
      asked_.push_back(Name(command));
      commands_.push_back(command);
      std::string answer = "-ERR no answer\r\n";
      if (!answers_.empty()) {
        answer = answers_.front();
        answers_.erase(answers_.begin());
      }
      return answer;
    };
  }

  // A server that says this of itself. Connects.
  void Open(const std::string& info) {
    info_ = info;
    RedisStoreOptions options;
    options.endpoint = server_.endpoint();
    options.min_replicas = min_replicas_;
    records_.emplace(loop(), options, std::make_unique<net::UvConnector>(loop()), &sink_);
    Look({"*3\r\n" + kNow + ":-2\r\n$-1\r\n"});
    asked_.clear();
    commands_.clear();
    times_ = 0;
  }
  std::string Look(std::vector<std::string> answers) {
    return Ask(std::move(answers), [this](Reader* reader) {
      records_->Look("id", {2000, false}, reader);
    });
  }
  std::string Insert(std::vector<std::string> answers) {
    return Ask(std::move(answers), [this](Reader* reader) {
      records_->Insert("id", "claim", 60'000, {2000, false}, reader);
    });
  }
  std::string Swap(std::vector<std::string> answers, const Decision& decision,
                   std::string_view expected = "old") {
    return Ask(std::move(answers), [&, this](Reader* reader) {
      records_->Swap("id", expected, decision, {2000, false}, reader);
    });
  }
  template <typename Question>
  std::string Ask(std::vector<std::string> answers, Question question) {
    answers_ = std::move(answers);
    Reader reader;
    question(&reader);
    RunUntil([&] { return !reader.said().empty(); });
    return reader.said();
  }
  static Decision Write(Decision::Write write = Decision::Write::kText) {
    Decision decision;
    decision.answer.code = core::AnswerCode::kStored;
    decision.write = write;
    decision.text = "new";
    decision.px_ms = 5000;
    return decision;
  }
  // "SET EVALSHA", and what of them was asked first, without the digest of a script.
  std::string Asked() const {
    std::string all;
    for (const std::string& each : asked_) all += (all.empty() ? "" : " ") + each;
    return all;
  }
  Command Arguments(size_t index) const {
    Command arguments = commands_.at(index);
    const bool is_script = arguments.front().starts_with("EVAL");
    arguments.erase(arguments.begin(), arguments.begin() + (is_script ? 3 : 1));
    return arguments;
  }

  FakeServer server_{loop()};
  int min_replicas_ = 0;
  int waits_ = 0;
  std::string wait_ = ":1\r\n";
  RecordingSink sink_;
  std::optional<RedisRecords> records_;
  std::string info_;
  std::vector<std::string> answers_;
  std::vector<Command> commands_;
  int times_ = 0;

 private:
  std::string AnswerHandshake(const Command& command) {
    if (command.front() != "TIME") return "+OK\r\n";
    ++times_;
    return "*2\r\n$10\r\n1700000000\r\n$6\r\n500000\r\n";
  }
  static std::string Name(const Command& command) {
    for (const ScriptSource& source : ScriptSources()) {
      const Script script = PrepareScript(source.name);
      if (command.size() > 1 && command[1] == script.sha1) return std::string(source.name);
      if (command.size() > 1 && command[1] == script.text) {
        return "text of " + std::string(source.name);
      }
    }
    return command.front();
  }

  std::vector<std::string> asked_;
};

const std::string kRedis70 = "redis_version:7.0.15\r\n";
const std::string kRedis62 = "redis_version:6.2.14\r\n";
const std::string kRedis84 = "redis_version:8.4.0\r\n";
const std::string kValkey81 =
    "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n";
const std::string kNil = "$-1\r\n";
const std::string kFound = "*3\r\n" + kNow + ":4000\r\n" + Bulk("other");
const std::string kNothing = "*3\r\n" + kNow + ":-2\r\n$-1\r\n";

TEST_F(RedisRecordsTest, InsertsByOneSetAndBelievesTheTimeBehindIt) {
  Open(kRedis70);
  EXPECT_EQ(Insert({kNil}), "written " + std::to_string(kServerMs));
  EXPECT_EQ(Arguments(0), (Command{"idem:result:{id}", "claim", "NX", "GET", "PX", "60000"}));
  EXPECT_EQ(times_, 1);
  EXPECT_FALSE(records_->RefusesLateInserts({}));
}

TEST_F(RedisRecordsTest, TellsWhatStandsInTheWayOfAnInsertion) {
  Open(kRedis70);
  EXPECT_EQ(Insert({Bulk("other")}), "record other");
  EXPECT_EQ(Asked(), "SET");
}

TEST_F(RedisRecordsTest, TellsNobodyThatHeHasInsertedWithoutATime) {
  Open(kRedis70);
  server_.on_handshake = [](FakeServer::Peer& peer, const Command&) {
    peer.Close();
    return "";
  };
  EXPECT_EQ(Insert({kNil}), "REPLY_LOST");
}

TEST_F(RedisRecordsTest, AServerThatRefusesWritesStillTellsWhatStandsThere) {
  Open(kRedis70);
  for (const std::string error : {"OOM no", "MISCONF no", "NOREPLICAS no", "READONLY no"}) {
    EXPECT_EQ(Insert({"-" + error + "\r\n", kFound}), "record other");
  }
  EXPECT_EQ(Asked(), "SET look-2 SET look-2 SET look-2 SET look-2");
  EXPECT_EQ(Insert({"-OOM no\r\n", kNothing}), "SERVER_FULL");
  EXPECT_EQ(Insert({"-READONLY no\r\n", kNothing}), "READ_ONLY");
}

TEST_F(RedisRecordsTest, InsertsByAScriptOnAServerThatCannotOtherwise) {
  Open(kRedis62);
  EXPECT_TRUE(records_->RefusesLateInserts({}));
  EXPECT_EQ(Insert({kNow}), "written " + std::to_string(kServerMs));
  EXPECT_EQ(Asked(), "insert-2");
  const Command arguments = Arguments(0);
  EXPECT_EQ(Command(arguments.begin(), arguments.end() - 1),
            (Command{"idem:result:{id}", "claim", "60000"}));
  EXPECT_NEAR(static_cast<double>(std::stoll(arguments.back()) - kServerMs), 2000, 1500);
  EXPECT_EQ(Insert({kFound}), "record other");
  EXPECT_EQ(Insert({kNothing}), "record none");
  EXPECT_EQ(Insert({"-OOM no\r\n", kNothing}), "SERVER_FULL");
  EXPECT_EQ(times_, 0);
}

TEST_F(RedisRecordsTest, LearnsFromASyntaxErrorWhatAServerCannot) {
  Open("");
  EXPECT_FALSE(records_->RefusesLateInserts({}));
  EXPECT_EQ(Insert({"-ERR syntax error\r\n", kNothing}), "record none");
  EXPECT_EQ(Asked(), "SET look-2");
  EXPECT_TRUE(records_->RefusesLateInserts({}));
}

// The claim says until when it holds, and must not be made by a server that was thought another.
TEST_F(RedisRecordsTest, LooksWhereTheServerIsAnotherThanItWasThought) {
  Open(kRedis70);
  server_.peer().Close();
  RunUntil([&] { return records_->client().state() != redis::ClientState::kReady; });
  info_ = kRedis62;
  EXPECT_EQ(Insert({kNothing}), "record none");
  EXPECT_EQ(Asked(), "look-2");
}

TEST_F(RedisRecordsTest, SwapsByTheScript) {
  Open(kRedis70);
  EXPECT_EQ(Swap({":1\r\n"}, Write()), "written 0");
  EXPECT_EQ(Arguments(0), (Command{"idem:result:{id}", "old", "new", "5000"}));
  EXPECT_EQ(Swap({":1\r\n"}, Write(Decision::Write::kTextKeepTtl)), "written 0");
  EXPECT_EQ(Arguments(1), (Command{"idem:result:{id}", "old", "new", ""}));
  EXPECT_EQ(Swap({":1\r\n"}, Write(Decision::Write::kDelete)), "written 0");
  EXPECT_EQ(Arguments(2), (Command{"idem:result:{id}", "old", "", ""}));
  EXPECT_EQ(Swap({kFound}, Write()), "record other");
  EXPECT_EQ(Swap({kNothing}, Write(Decision::Write::kDelete)), "record none");
  EXPECT_EQ(Asked(), "swap-2 swap-2 swap-2 swap-2 swap-2");
}

TEST_F(RedisRecordsTest, NamesTheChannelOfARecordThatIsWaitedFor) {
  Open(kValkey81);
  Decision decision = Write();
  decision.wakes = true;
  EXPECT_EQ(Swap({":1\r\n"}, decision), "written 0");
  EXPECT_EQ(Asked(), "swap-2");
  EXPECT_EQ(Arguments(0),
            (Command{"idem:result:{id}", "old", "new", "5000", "", "idem:done:{id}"}));
}

TEST_F(RedisRecordsTest, NamesTheChannelWhereThereIsNothingThatCouldBeMarked) {
  Open(kRedis70);
  EXPECT_EQ(Swap({":1\r\n"}, Write(), ""), "written 0");
  EXPECT_EQ(Arguments(0), (Command{"idem:result:{id}", "", "new", "5000", "", "idem:done:{id}"}));
}

TEST_F(RedisRecordsTest, SaysUntilWhenATakeoverMayBeMade) {
  Open(kValkey81);
  Decision decision = Write();
  decision.answer.code = core::AnswerCode::kOwn;
  EXPECT_EQ(Swap({":1\r\n"}, decision), "written 0");
  EXPECT_EQ(Asked(), "swap-2");
  EXPECT_NEAR(static_cast<double>(std::stoll(Arguments(0).back()) - kServerMs), 2000, 1500);
}

TEST_F(RedisRecordsTest, SwapsByAPlainCommandWhereTheServerHasIt) {
  for (const std::string& info : {kRedis84, kValkey81}) {
    Open(info);
    EXPECT_EQ(Swap({"+OK\r\n"}, Write()), "written 0");
    EXPECT_EQ(Arguments(0), (Command{"idem:result:{id}", "new", "IFEQ", "old", "PX", "5000"}));
    EXPECT_EQ(Swap({kNil, kFound}, Write()), "record other");
    EXPECT_EQ(Swap({"-OOM no\r\n", ":1\r\n"}, Write()), "written 0");
    EXPECT_EQ(Swap({":1\r\n"}, Write(Decision::Write::kDelete)), "written 0");
    EXPECT_EQ(Swap({":1\r\n"}, Write(), ""), "written 0");
    EXPECT_EQ(Asked(), "SET SET look-2 SET swap-2 swap-2 swap-2");
  }
}

TEST_F(RedisRecordsTest, SwapsByTheScriptOnceAServerDoesNotKnowThePlainCommand) {
  Open(kRedis84);
  EXPECT_EQ(Swap({"-ERR syntax error\r\n", ":1\r\n"}, Write()), "written 0");
  EXPECT_EQ(Swap({":1\r\n"}, Write()), "written 0");
  EXPECT_EQ(Asked(), "SET swap-2 swap-2");
}

TEST_F(RedisRecordsTest, SendsTheTextOfAScriptThatTheServerHasForgotten) {
  Open(kRedis70);
  EXPECT_EQ(Swap({"-NOSCRIPT no\r\n", ":1\r\n"}, Write()), "written 0");
  EXPECT_EQ(Look({"-NOSCRIPT no\r\n", kFound}), "record other");
  EXPECT_EQ(Asked(), "swap-2 text of swap-2 look-2 text of look-2");
  EXPECT_EQ(Look({"-NOSCRIPT no\r\n", "-NOSCRIPT no\r\n"}), "NO_SCRIPT");
}

TEST_F(RedisRecordsTest, FailsWithWhatTheServerSays) {
  Open(kRedis70);
  EXPECT_EQ(Insert({"-WRONGTYPE no\r\n"}), "WRONG_TYPE");
  EXPECT_EQ(Swap({"-WRONGTYPE no\r\n"}, Write()), "WRONG_TYPE");
  EXPECT_EQ(Look({"-LOADING no\r\n"}), "LOADING");
  EXPECT_EQ(Swap({"-READONLY no\r\n"}, Write()), "READ_ONLY");
  EXPECT_EQ(Insert({"-NOPERM no\r\n"}), "NO_PERMISSION");
}

TEST_F(RedisRecordsTest, TakesNoAnswerOfAnotherShape) {
  Open(kRedis70);
  for (const std::string shape : {"+OK\r\n", "*0\r\n", "*1\r\n:1\r\n"}) {
    EXPECT_EQ(Look({shape}), "UNEXPECTED_REPLY") << shape;
    EXPECT_EQ(Swap({shape}, Write()), "UNEXPECTED_REPLY") << shape;
    EXPECT_EQ(Insert({shape}), "UNEXPECTED_REPLY") << shape;
  }
  EXPECT_EQ(Look({":1\r\n"}), "UNEXPECTED_REPLY");
}

TEST_F(RedisRecordsTest, TellsHowLongARecordIsThere) {
  Open(kRedis70);
  answers_ = {kFound};
  Reader reader;
  records_->Look("id", {2000, false}, &reader);
  RunUntil([&] { return !reader.said().empty(); });
  EXPECT_EQ(reader.left_ms(), 4000);
}

TEST_F(RedisRecordsTest, WritesAllThatHasComeWhenItsWaitIsAnswered) {
  const std::string none = "*3\r\n" + kNow + ":-2\r\n$-1\r\n";
  min_replicas_ = 1;
  Open("redis_version:7.2.4\r\n");
  std::vector<Reader> readers(3);
  const auto look = [&](Reader& reader) { records_->Look("id", {2000, false}, &reader); };
  answers_ = {none};
  wait_.clear();
  const int before = waits_;
  look(readers[0]);
  RunUntil([&] { return waits_ > before; });
  for (Reader& reader : {std::ref(readers[1]), std::ref(readers[2])}) {
    look(reader);
    RunOnce();
  }
  EXPECT_EQ(commands_.size(), 2U);
  answers_ = {none, none};
  wait_ = ":1\r\n";
  server_.peer().Write(":1\r\n");
  RunUntil([&] { return !readers[2].said().empty(); });
  for (const Reader& reader : readers) EXPECT_EQ(reader.said(), "record none");
  EXPECT_EQ(server_.reads().back().size(), 4U);
}

}  // namespace
}  // namespace onceonly::store
