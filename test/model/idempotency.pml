/* The protocol of one key, as addon/store/scripts has it, between clients and everything that may go wrong.
 *
 * A step of the store is one atomic script. Of time the model keeps what the rules ask: whether the lease has passed,
 * and whether a suspicion is half a lease old. It leaves out payloads, labels and hints, which no rule reads, and
 * fingerprints, because all clients here send the same request.
 *
 * scripts/modelling/scenarios.js sets the numbers below; scripts/modelling/mutants.js takes one guard away.
 */

/* How often each fault may strike in one run. */
#ifndef LOSSES
#define LOSSES 0       /* a reply is lost, and its call sent again or given up */
#endif
#ifndef CRASHES
#define CRASHES 0      /* a process ends, before or after the effect */
#endif
#ifndef SUSPICIONS
#define SUSPICIONS 0   /* a live owner counts as dead: frozen or cut off for more than one and a half leases */
#endif
#ifndef JUMPS
#define JUMPS 0        /* the store's clock jumps past the end of a lease, and the owner renews as always */
#endif
#ifndef BACKS
#define BACKS 0        /* the store's clock goes back, by more than a lease */
#endif
#ifndef HANDOVERS
#define HANDOVERS 0    /* a process stops renewing while its operation runs: it is closed, or the operation took too long */
#endif
#ifndef DROPS
#define DROPS 0        /* a process has no room for a result that the store does not take */
#endif
#ifndef WIPES
#define WIPES 0        /* the store forgets everything */
#endif
#ifndef REMOVALS
#define REMOVALS 0     /* an operator removes the key by force */
#endif
#ifndef RESOLUTIONS
#define RESOLUTIONS 0  /* an operator settles a key whose owner is gone */
#endif

#ifndef CLIENTS
#define CLIENTS 3
#endif
#ifndef MAX_ATTEMPTS
#define MAX_ATTEMPTS 3
#endif

/* Whether an abandoned key is taken over ('retry') or left unknown ('conflict'), or differs from client to client. */
#define RETRY 0
#define CONFLICT 1
#define MIXED 2
#ifndef POLICY
#define POLICY RETRY
#endif

/* What the resource behind the operation does with a second effect. */
#define UNIQUE 0  /* refuses it, by its effectId */
#define FENCED 1  /* refuses one that has a lower fence than another before it */
#define PLAIN 2   /* takes it */
#ifndef EFFECT
#define EFFECT UNIQUE
#endif

/* The operation also fails, frees its key, does not know, or is not started; else it always succeeds. */
#ifndef OUTCOMES
#define OUTCOMES 0
#endif

/* Claims that are too strong, to show that they are. */
#define NOTHING 0
#define ONE_ANSWER_AFTER_A_WIPE 1
#define REMOVED_NEVER_STORES_BESIDE_A_SUCCESSOR 2
#define LIVE_OWNER_IS_KEPT_WHEN_FROZEN 3
#ifndef ALSO_CLAIM
#define ALSO_CLAIM NOTHING
#endif

/* The guards of the protocol: WITHOUT is the one that is taken away. */
#define RESULT_IN_BEGIN 1
#define RESEND_IN_BEGIN 2
#define DEADLINE_IN_BEGIN 3
#define SUSPICION_IN_BEGIN 4
#define WINDOW_IN_BEGIN 5
#define POLICY_IN_BEGIN 6
#define LIMIT_IN_BEGIN 7
#define FREED_IN_BEGIN 8
#define REMOVED_IN_BEGIN 9
#define RECOVERY_AFTER_FREE 10
#define RESEND_IN_COMPLETE 11
#define FIRST_SUCCESS_WINS 12
#define TOKEN_IN_COMPLETE 13
#define REMOVED_IN_COMPLETE 14
#define TOKEN_IN_RENEW 15
#define STATE_IN_RENEW 16
#define RELEASED_IN_RENEW 17
#define CLEARING_IN_RENEW 18
#define TOKEN_IN_RELEASE 19
#define REMOVED_IN_RELEASE 20
#define RESEND_IN_RELEASE 21
#define ATTEMPT_IN_UNDO 22
#define FREED_IN_UNDO 23
#define TAKEN_IN_UNDO 24
#define LEASE_IN_RESOLVE 25
#define RETENTION 26
#define FRESH_AFTER_WAITING 27
#define LEASE_IN_RELEASE 28
#define GIVEN_UP_IN_BEGIN 29
#define ENDED_IN_RELEASE 30
#define ROOM_FOR_RESULTS 31
#define SUCCESS_OVER_ERROR 32
#define DEADLINE_OF_A_LEASE 33
#define SUSPICION_OF_THE_PAST 34
#ifndef WITHOUT
#define WITHOUT NOTHING
#endif
#define GUARD(name) (WITHOUT != name)

#define NOBODY 255
#define OPERATOR 254
#define BIT(who) (1 << (who))
#define COUNT(set) (((set) & 1) + (((set) >> 1) & 1) + (((set) >> 2) & 1))

mtype = { ABSENT, RUNNING, GIVEN_UP, FREED, REMOVED };/* the lock record; GIVEN_UP: its outcome is unknown */
mtype = { LIVE, PASSED, FAR };                        /* its lease; FAR: its end is more than a lease away */
mtype = { NEVER, FRESH, OLD, AHEAD };                 /* its suspicion, OLD after half a lease; AHEAD: in the future */
mtype = { NEW, AFTER_FREED, TAKEN_OVER };             /* its origin */
mtype = { OWN, DONE, BUSY, SILENT, UNKNOWN, LATE };   /* answers of begin */
mtype = { STORED, DUPLICATE, LOST, FENCED_OFF, GONE };/* answers of complete */
mtype = { VALUE, ERROR, UNDO, FREE, QUIET };          /* outcomes of an attempt */

/* The records. */
mtype lock = ABSENT, lease = PASSED, suspect = NEVER, origin = NEW;
byte holder = NOBODY, attempt = 0;
byte winner = NOBODY;
bit winner_failed;

/* The clients, a bit for each. */
byte running;       /* its operation runs, and its process renews */
byte aborted;       /* it was told that its ownership is lost */
byte handed_over;   /* it renews no more, though its operation runs */
byte on_the_way;    /* a renewal of its is still under way though it has let go */
byte holds;         /* its policy is 'conflict' */
byte late;          /* it has given up: its begin comes after its deadline */

/* What is true, whether or not a process knows it. */
byte claimed;       /* owned the key and has not given it back */
byte may_have;      /* may have had its effect */
byte released;      /* its release has reached the store */
byte suspected;     /* counted as dead while it was alive */
byte unsaved;       /* lives, and has a success that the store has not got */
bit leased;         /* the lease of the last claim or renewal has not passed */
byte expelled;      /* owned the key when it was removed */
byte effects;
byte stored = NOBODY, told = NOBODY;
bit wiped, was_removed, settled, succeeded, stored_failed;
bit cleared;        /* an operation or an operator said that nothing has happened, no attempt has begun since */
#if EFFECT == FENCED
byte last_fence, highest_fence, fence[CLIENTS];
#endif

byte losses = LOSSES, crashes = CRASHES, suspicions = SUSPICIONS, jumps = JUMPS, backs = BACKS;
byte handovers = HANDOVERS, drops = DROPS;
byte wipes = WIPES, removals = REMOVALS, resolutions = RESOLUTIONS;

/* The properties. The verdict on a run names the one that does not hold. */
hidden byte one_effect, one_result, same_answer, no_run_without_own, live_owner_is_kept, freed_by_its_owner,
  renewed_by_its_owner, removed_never_stores, removed_is_absent, conflict_never_runs_again, recovery_is_told,
  unknown_has_a_reason, attempts_are_limited, late_begin_never_owns, own_begin_is_recognised,
  own_result_is_recognised, error_is_the_owners, released_stays_released, waiter_never_runs_afresh,
  live_lease_is_not_settled, freed_is_owned_at_once, effect_is_left_its_lease, live_result_is_kept,
  running_is_not_unknown, success_is_not_lost_to_an_error, deadline_is_a_lease_away, suspicion_is_of_the_past;
hidden byte was_freed;
#define CHECK(name, claim) name = (claim); assert(name)

/* ---- The store ---- */

#define TAKES (from == TAKEN_OVER && lock != FREED)
#define LET_GO(who) (((suspected & BIT(who)) && ALSO_CLAIM != LIVE_OWNER_IS_KEPT_WHEN_FROZEN) || (handed_over & BIT(who)))

inline claim(me, from, count) {
  CHECK(live_owner_is_kept, !TAKES || !(running & BIT(holder)) || LET_GO(holder));
  CHECK(live_result_is_kept, !TAKES || !(unsaved & BIT(holder)) || LET_GO(holder));
  CHECK(effect_is_left_its_lease, !TAKES || !leased);
  /* An operation that frees its key says so for the attempts before it too. */
  CHECK(conflict_never_runs_again,
    cleared || !(holds & BIT(me)) || !(may_have & ~BIT(me)) || wiped || was_removed);
  CHECK(recovery_is_told, from == TAKEN_OVER || !(may_have & ~BIT(me)) || wiped || was_removed || settled);
  /* A client whose reply was lost for so long may find its own claim abandoned. */
  claimed = claimed | BIT(me) | (from == TAKEN_OVER && holder == me -> BIT(7) : 0);
  lock = RUNNING; lease = LIVE; leased = 1; suspect = NEVER; holder = me; attempt = count; origin = from;
  succeeded = (expelled != 0); expelled = expelled & ~BIT(me);
#if EFFECT == FENCED
  last_fence++; fence[me] = last_fence;
#endif
  cleared = 0;
  code = OWN
}

#define MAY_TAKE(me) \
  (!((GUARD(POLICY_IN_BEGIN) && (holds & BIT(me))) || (GUARD(LIMIT_IN_BEGIN) && attempt >= MAX_ATTEMPTS)))

/* On a record that nobody renews any more. */
inline take_over(me) {
  if
  :: MAY_TAKE(me) -> claim(me, TAKEN_OVER, attempt + 1)
  :: else -> code = UNKNOWN
  fi
}

/* No honest deadline is more than a lease away, and no suspicion is of the future: the clock has gone back. */
inline mend() {
  if
  :: lease == FAR && GUARD(DEADLINE_OF_A_LEASE) -> lease = LIVE
  :: else
  fi;
  if
  :: lease == PASSED && suspect == AHEAD && GUARD(SUSPICION_OF_THE_PAST) -> suspect = NEVER
  :: else
  fi
}

/* On the record of another attempt, or of an earlier one of one's own. */
inline contest(me) {
  if
  :: lock == GIVEN_UP && GUARD(GIVEN_UP_IN_BEGIN) ->
    if
    :: lease != PASSED && MAY_TAKE(me) -> code = SILENT
    :: else -> take_over(me)
    fi
  :: lock != GIVEN_UP && lease != PASSED -> code = BUSY
  :: else ->
    if
    :: GUARD(SUSPICION_IN_BEGIN) && suspect == NEVER -> suspect = FRESH; code = SILENT
    :: GUARD(SUSPICION_IN_BEGIN) && (suspect == FRESH || suspect == AHEAD) && GUARD(WINDOW_IN_BEGIN) -> code = SILENT
    :: else -> take_over(me)
    fi
  fi
}

inline begin(me) {
  d_step {
    was_freed = (lock == FREED && winner == NOBODY);
    if
    :: GUARD(DEADLINE_IN_BEGIN) && (late & BIT(me)) -> code = LATE
    :: else ->
      if
      :: GUARD(RESULT_IN_BEGIN) && winner != NOBODY -> code = DONE
      :: else ->
        if
        :: lock == ABSENT || (lock == REMOVED && GUARD(REMOVED_IN_BEGIN)) -> claim(me, NEW, 1)
        :: lock == FREED && GUARD(FREED_IN_BEGIN) ->
          if
          :: origin == TAKEN_OVER && GUARD(RECOVERY_AFTER_FREE) -> claim(me, TAKEN_OVER, attempt + 1)
          :: else -> claim(me, AFTER_FREED, attempt + 1)
          fi
        :: else ->
          mend();
          if
          :: lock == RUNNING && lease != PASSED && holder == me && GUARD(RESEND_IN_BEGIN) -> code = OWN
          :: else -> contest(me)
          fi
        fi
      fi
    fi;
    CHECK(freed_is_owned_at_once, !was_freed || code == OWN || code == LATE);
    CHECK(removed_is_absent, !(code == BUSY || code == SILENT || code == UNKNOWN) || !(expelled & BIT(holder)));
    CHECK(own_begin_is_recognised, code != BUSY || holder != me);
    CHECK(unknown_has_a_reason, code != UNKNOWN || claimed);
    CHECK(running_is_not_unknown, code != UNKNOWN || lease == PASSED || !(running & BIT(holder)));
    CHECK(deadline_is_a_lease_away, !(code == BUSY || code == SILENT) || lease != FAR);
    CHECK(suspicion_is_of_the_past, code != SILENT || lease != PASSED || suspect != AHEAD)
  }
}

inline keep_result(me, failed) {
  CHECK(one_result, stored == NOBODY || wiped || was_removed || (stored_failed && !(failed)));
  CHECK(removed_never_stores, !(expelled & BIT(me)) || wiped ||
    (succeeded && ALSO_CLAIM != REMOVED_NEVER_STORES_BESIDE_A_SUCCESSOR));
  CHECK(error_is_the_owners, !(failed) || (lock == RUNNING && holder == me));
  winner = me; winner_failed = (failed); stored = me; stored_failed = (failed); leased = 0;
  lock = ABSENT; lease = PASSED; suspect = NEVER; origin = NEW; holder = NOBODY; attempt = 0
}

inline complete(me, failed) {
  d_step {
    if
    :: winner == me && GUARD(RESEND_IN_COMPLETE) -> code = DUPLICATE
    :: else ->
      if
      :: winner != NOBODY && GUARD(FIRST_SUCCESS_WINS) &&
         !(winner_failed && !(failed) && GUARD(SUCCESS_OVER_ERROR)) -> code = LOST
      :: else ->
        if
        :: lock == REMOVED && GUARD(REMOVED_IN_COMPLETE) -> code = GONE
        :: (lock == ABSENT || (lock == REMOVED && !GUARD(REMOVED_IN_COMPLETE))) && (failed) -> code = GONE
        :: (lock == RUNNING || lock == GIVEN_UP || lock == FREED) && (failed) && GUARD(TOKEN_IN_COMPLETE) &&
           (holder != me || lock != RUNNING) -> code = FENCED_OFF
        :: else -> keep_result(me, failed); code = STORED
        fi
      fi
    fi;
    CHECK(own_result_is_recognised, code != LOST || winner != me);
    CHECK(success_is_not_lost_to_an_error, code != LOST || (failed) || !winner_failed)
  }
}

inline renew(me) {
  d_step {
    if
    :: winner == NOBODY && lock != ABSENT &&
       (lock == RUNNING || (lock == GIVEN_UP && !GUARD(RELEASED_IN_RENEW)) ||
        (lock != GIVEN_UP && !GUARD(STATE_IN_RENEW))) &&
       (holder == me || !GUARD(TOKEN_IN_RENEW)) ->
      CHECK(renewed_by_its_owner, holder == me);
      CHECK(released_stays_released, !(released & BIT(me)) && !(expelled & BIT(me)));
      lock = RUNNING; lease = LIVE; leased = 1;
      if
      :: GUARD(CLEARING_IN_RENEW) -> suspect = NEVER
      :: else
      fi
    :: else -> aborted = aborted | BIT(me)
    fi
  }
}

inline settle(reason) {
  /* Nothing has happened, or only in attempts before, whose leases have passed. */
  leased = (reason == QUIET -> leased : 0);
  if
  :: reason == QUIET -> lock = GIVEN_UP; suspect = NEVER;
    if
    :: GUARD(LEASE_IN_RELEASE)
    :: else -> lease = PASSED
    fi
  :: reason == UNDO && (attempt == 1 || !GUARD(ATTEMPT_IN_UNDO)) ->
    lock = ABSENT; lease = PASSED; suspect = NEVER; origin = NEW; holder = NOBODY; attempt = 0
  :: else ->
    lease = PASSED; suspect = NEVER;
    if
    :: reason == UNDO -> attempt--
    :: else
    fi;
    if
    :: reason == FREE ||
       (reason == UNDO && ((origin == AFTER_FREED && GUARD(FREED_IN_UNDO)) || !GUARD(TAKEN_IN_UNDO))) ->
      lock = FREED
    :: else -> lock = GIVEN_UP
    fi
  fi
}

inline release(me, reason) {
  d_step {
    if
    :: lock == ABSENT || (holder != me && GUARD(TOKEN_IN_RELEASE)) || (lock == REMOVED && GUARD(REMOVED_IN_RELEASE))
    :: else ->
      released = released | BIT(me);
      if
      :: (lock == GIVEN_UP || lock == FREED) && GUARD(RESEND_IN_RELEASE)
      :: else ->
        CHECK(freed_by_its_owner, holder == me);
        CHECK(removed_is_absent, lock != REMOVED);
        claimed = (reason == QUIET -> claimed : claimed & ~BIT(me));
        cleared = cleared || (reason == FREE);
        settle(reason)
      fi
    fi
  }
}

/* ---- A client, and the process that serves it ---- */

inline have_effect(me) {
  CHECK(no_run_without_own, claimed & BIT(me));
#if EFFECT == UNIQUE
  effects = 1;
#elif EFFECT == FENCED
  if
  :: fence[me] >= highest_fence -> highest_fence = fence[me]; effects++
  :: else
  fi;
#else
  effects++;
#endif
  CHECK(one_effect, effects <= 1)
}

/* 200, with what is stored. */
inline answer(value) {
  CHECK(same_answer, told == NOBODY || told == value || was_removed ||
    (wiped && ALSO_CLAIM != ONE_ANSWER_AFTER_A_WIPE));
  told = value
}

inline crash(me) {
  crashes > 0 -> crashes--; running = running & ~BIT(me); unsaved = unsaved & ~BIT(me)
}

proctype Client(byte me) {
  mtype code, outcome;
  bit waited, told_so;
asking:
  true;   /* others may act between one call and the next */
  atomic {
    begin(me);
    if
    :: true
    :: losses > 0 -> losses--; goto asking
    :: losses > 0 -> losses--; outcome = UNDO; goto giving_up
    fi;
    if
    :: code == OWN && waited && origin == NEW && GUARD(FRESH_AFTER_WAITING) -> outcome = UNDO; goto letting_go
    :: code == OWN && !(waited && origin == NEW && GUARD(FRESH_AFTER_WAITING)) ->
      CHECK(waiter_never_runs_afresh, !waited || origin != NEW);
      running = running | BIT(me);
      goto owning
    :: code == DONE && winner_failed -> goto done
    :: code == DONE && !winner_failed -> answer(winner); goto done
    :: code == BUSY || code == SILENT -> 
      if
      :: waited = 1; goto waiting
      :: goto done   /* 409 */
      fi
    :: code == UNKNOWN -> goto done
    fi
  }
waiting:
  /* A poll that would find nothing new leaves everything as it is: a waiter that nothing wakes is a deadlock. */
  atomic {
    winner != NOBODY || !(lock == RUNNING || lock == GIVEN_UP) || lease == FAR ||
      (lease == PASSED && (suspect != FRESH || lock == GIVEN_UP));
    if
    :: winner == NOBODY && (lock == ABSENT || lock == REMOVED) -> goto done   /* taken back, or forgotten: no run afresh */
    :: else -> goto asking
    fi
  }
giving_up:
  /* 503. A begin may still be under way; what it did is taken back in the background. */
  atomic { late = late | BIT(me) }
  if
  :: true
  :: atomic { begin(me); CHECK(late_begin_never_owns, code != OWN) }
  fi;
  if
  :: atomic { crash(me); goto done }
  :: goto letting_go
  fi;
owning:
  atomic {
    if
    :: true
    :: OUTCOMES -> outcome = UNDO; goto letting_go
    fi;
    may_have = may_have | BIT(me);
    CHECK(attempts_are_limited, COUNT(may_have) <= MAX_ATTEMPTS || wiped || was_removed || settled)
  }
  if
  :: atomic { crash(me); goto done }
  :: atomic { OUTCOMES -> may_have = may_have & ~BIT(me); outcome = FREE }
  :: atomic { have_effect(me); outcome = VALUE; unsaved = unsaved | BIT(me) }
  :: atomic { OUTCOMES -> have_effect(me); if :: outcome = ERROR :: outcome = QUIET fi }
  fi;
  if
  :: atomic { crash(me); goto done }
  :: atomic {
      if
      :: outcome == VALUE || outcome == ERROR -> goto completing
      :: outcome == ERROR && ((aborted | handed_over) & BIT(me)) -> outcome = QUIET; goto letting_go
      :: outcome != VALUE && outcome != ERROR -> goto letting_go
      fi
    }
  fi;
completing:
  true;
  atomic {
    if
    :: drops > 0 && outcome == VALUE -> drops--;
      /* The store is out of reach and the result cannot be kept: nobody may run it again without being told. */
      if
      :: GUARD(ROOM_FOR_RESULTS) -> outcome = QUIET; goto letting_go
      :: else -> goto done
      fi
    :: true
    fi;
    complete(me, outcome == ERROR);
    if
    :: true
    :: losses > 0 -> losses--;
      if
      :: true
      :: told_so = 1   /* answered as not stored, and offered on in the background */
      fi;
      goto completing
    fi;
    unsaved = unsaved & ~BIT(me);
    if
    :: told_so || code == GONE || code == FENCED_OFF
    :: else ->
      if
      :: code == LOST && !winner_failed -> answer(winner)
      :: code != LOST && outcome == VALUE -> answer(me)
      :: else
      fi
    fi;
    goto done
  }
letting_go:
  true;
  atomic {
    running = running & ~BIT(me); unsaved = unsaved & ~BIT(me);
    if
    :: true
    :: OUTCOMES -> on_the_way = on_the_way | BIT(me)
    fi;
    release(me, outcome)
  }
  if
  :: true
  :: atomic { losses > 0 -> losses--; release(me, outcome) }
  fi;
done:
  atomic { running = running & ~BIT(me) }
}

/* ---- Time, operators, and renewals ---- */

inline forget() {
  leased = 0; lock = ABSENT; lease = PASSED; suspect = NEVER; origin = NEW; holder = NOBODY; attempt = 0
}

inline pass() {
  if
  :: GUARD(RETENTION) -> lease = PASSED; leased = 0
  :: else -> forget()
  fi
}

#define HAS_LEASE ((lock == RUNNING || lock == GIVEN_UP) && lease == LIVE)
#define RENEWS(who) (running & ~handed_over & BIT(who))
#define RENEWALS(who) \
  :: atomic { RENEWS(who) -> renew(who) } \
  :: atomic { handovers > 0 && RENEWS(who) -> handovers--; hand_over(who) } \
  :: atomic { (on_the_way & BIT(who)) -> on_the_way = on_the_way & ~BIT(who); renew(who) }

/* Only an operation that has ended is released. */
inline hand_over(who) {
  handed_over = handed_over | BIT(who);
  if
  :: GUARD(ENDED_IN_RELEASE)
  :: else -> release(who, QUIET)
  fi
}

active proctype World() {
  atomic {
    byte who = 0;
    do
    :: who < CLIENTS ->
      if
      :: POLICY == CONFLICT || POLICY == MIXED -> holds = holds | BIT(who)
      :: POLICY == RETRY || POLICY == MIXED
      fi;
      run Client(who);
      who++
    :: else -> break
    od;
    who = 0
  }
end:
  do
  :: atomic { HAS_LEASE && !RENEWS(holder) -> pass() }
  :: atomic { HAS_LEASE && RENEWS(holder) && suspicions > 0 -> suspicions--; suspected = suspected | BIT(holder); pass() }
  :: atomic { HAS_LEASE && RENEWS(holder) && jumps > 0 -> jumps--; pass() }
  :: atomic {
      backs > 0 && (lock == RUNNING || lock == GIVEN_UP) -> backs--;
      lease = FAR;
      suspect = (suspect == NEVER -> NEVER : AHEAD)
    }
  :: atomic { backs > 0 && lock == RUNNING && lease == PASSED && suspect != NEVER -> backs--; suspect = AHEAD }
  :: atomic { (lock == RUNNING || lock == GIVEN_UP) && suspect == FRESH && (lease == LIVE || !RENEWS(holder) || (suspected & BIT(holder))) -> suspect = OLD }
  :: atomic { wipes > 0 -> wipes--; wiped = 1; forget(); winner = NOBODY }
  :: atomic {
      removals > 0 && (lock != ABSENT || winner != NOBODY) -> removals--; was_removed = 1; winner = NOBODY;
      if
      :: lock == RUNNING || lock == GIVEN_UP -> lock = REMOVED; expelled = expelled | BIT(holder)
      :: lock != RUNNING && lock != GIVEN_UP -> forget()
      fi
    }
  :: atomic {
      resolutions > 0 && winner == NOBODY && (lock == GIVEN_UP || (lock == RUNNING && (lease == PASSED || !GUARD(LEASE_IN_RESOLVE)))) -> resolutions--; settled = 1;
      CHECK(live_lease_is_not_settled, lock == GIVEN_UP || lease == PASSED);
      if
      :: forget(); winner = OPERATOR; winner_failed = 0; stored = OPERATOR; stored_failed = 0
      :: lock = FREED; lease = PASSED; leased = 0; suspect = NEVER; cleared = 1
      fi
    }
  RENEWALS(0)
  RENEWALS(1)
#if CLIENTS > 2
  RENEWALS(2)
#endif
  od
}
