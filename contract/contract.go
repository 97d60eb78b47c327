// Package contract compares the fake, or a real authentik, with recorded answers of real servers: [Verify]
// plays scenarios and recordings, [Replay] plays scenarios step by step for a person, [Record], [RecordProxy]
// and [ImportHAR] write scenarios, and [Drift] reports in which behaviour two servers differ. It is plain Go;
// one file of its tests wraps it into a Ginkgo suite.
//
// The packages under internal do the work: scenario, play, record, drift, report, replay, corpus, and smaller
// ones that they share. The types here are aliases of theirs: the members are listed here and documented
// there.
package contract

import (
	"context"
	"io"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/propose"
	"github.com/authentik-mock/authentik-mock/contract/internal/replay"
	"github.com/authentik-mock/authentik-mock/contract/internal/report"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// Target is a server to verify: URL and Token of an administrator, or a Handler, which is called without a
// network.
type Target = wire.Target

// Options selects what to verify, and against which Target. The zero value runs the built-in scenarios
// against the fake, in every profile. Profile is the profile to compare the target with; Scenarios, Paths and
// Only select what to run; Corpus replays recordings instead, Sweep deletes what killed runs left, DryRun
// sends nothing; Yes allows writing to a target that is not on this machine; Out is where DryRun and Sweep
// write; Advance is called after every scenario or recorded set.
type Options = play.Options

// Auto selects the profile by the version that the target reports.
const Auto = play.Auto

// Report is the result of a run: Target, Notes, Results of scenarios, Corpora of recorded sets, Interrupted,
// Started and Duration.
type Report = play.Report

// Result is the result of one Scenario in a Profile: Verdict, Reason, the Exchanges with secrets hidden,
// Deviations, NotCompared and Duration.
type Result = play.Result

// Exchange is a request and its answer: Line, Method, Path, Headers, Sent, Status, Answered, Answer, Expected, Duration,
// Differences and Reasons.
type Exchange = play.Exchange

// Divergence is one difference between an answer and the expectation: its Kind (status, body, header or
// schema) and a Text.
type Divergence = play.Divergence

// Verdict is the outcome of one scenario.
type Verdict = play.Verdict

// The verdicts.
const (
	Passed  = play.Passed
	Failed  = play.Failed
	Known   = play.Known // it failed, and the scenario says why it may
	Skipped = play.Skipped
	Broken  = play.Broken // the suite, not the answers: nothing is said about the target
)

// Corpus is the result of replaying a recorded set: Profile and Set name it, Exchanges counts the compared
// answers, Equal those that were equal, Differences lists the others; Contradictory ones are not compared.
type Corpus = corpus.Replayed

// Difference is an answer that differs from the recorded one.
type Difference = corpus.Difference

var (
	// ErrUsage is wrapped by every error that the caller can fix: wrong options, an invalid file, nothing to
	// run.
	ErrUsage = play.ErrUsage
	// ErrUnreachable is wrapped by the error for a target that accepts no connection.
	ErrUnreachable = wire.ErrUnreachable
)

// Verify runs scenarios or recorded sets against a target. It leaves nothing behind on the target, even if
// ctx ends. An error, which [ExitCode] reads, means that the run could not be made at all; differences are in
// the report.
func Verify(ctx context.Context, o Options) (Report, error) { return play.Verify(ctx, o) }

// ExitCode returns the exit code for a command: 0 everything is as expected; 1 something differs; 2 wrong
// use, or nothing was run; 3 the target cannot be reached; 130 interrupted.
func ExitCode(r Report, err error) int { return play.ExitCode(r, err) }

// Proposal is what would make a run against a server pass: Changes of scenarios, Declarations to look at, and what is Left, for the
// server's Version and the Profile that it was compared with. Its Text is a patch.
type Proposal = propose.Proposal

// Change is a scenario File of a [Proposal], Before and After the server's answers were filled in.
type Change = propose.Change

// CheckProposal returns an error if the options name no server whose answers a proposal could hold. The error wraps [ErrUsage].
func CheckProposal(o Options) error { return propose.Check(o) }

// Propose records the scenarios that failed in a run against a server, and asks a fake of the profile why it answers otherwise. Each
// of these scenarios is played on the server twice more, and cleans up after itself. No secret is part of a proposal: a scenario
// that would hold one is left out and named. An error means that nothing could be proposed.
func Propose(ctx context.Context, o Options, r Report) (Proposal, error) {
	return propose.Make(ctx, o, r)
}

// Replay plays scenarios step by step and writes to o.Out each request, its answer, the expectation, and the
// differences, with secrets hidden. If enter is not nil, Replay reads a line from it before it sends each
// step; at its end, Replay stops waiting.
//
// The options and the results are those of [Verify], except that without a target and a profile, each
// scenario is played once, in the first profile that it is about. Corpus, Sweep and DryRun are ignored.
func Replay(ctx context.Context, o Options, enter io.Reader) (Report, error) {
	return replay.Replay(ctx, o, enter)
}

// ReplayCorpus sends a recorded set to a target and compares every answer with the one that the version gave.
// The target must be newly installed: a new installation, or the fake with the seed "fresh". An error means
// that the set could not be played at all. The replay stops when ctx ends.
func ReplayCorpus(ctx context.Context, target Target, version, set string) (Corpus, error) {
	return corpus.Replay(ctx, target, version, set, corpus.Sharing{})
}

// WriteText writes a report for the terminal. If everything passed, the counts come first. Otherwise they
// come last, after the differences: each once for all profiles that have it, with the reason if the target
// says one, and a command that shows it again. Equal answers are not shown.
func WriteText(out io.Writer, r Report) { report.WriteText(out, r) }

// CheckReports returns an error if [WriteReports] cannot write the reports that specs ask for. The error
// wraps [ErrUsage].
func CheckReports(specs []string) error { return report.Check(specs) }

// WriteReports writes the reports that specs ask for, with secrets hidden in all of them:
//
//   - junit=FILE is JUnit's XML, a test case for each scenario and profile.
//   - json=FILE has the members of Ginkgo's JSON report that describe the run, with the verdicts as labels.
//   - html=FILE is one self-contained page with every exchange.
//   - github is GitHub's annotations, written to out, and a summary for the job in the file that GITHUB_STEP_SUMMARY names.
//
// Missing folders are created. A report is written completely or not at all: if it cannot be written, an
// existing file stays unchanged. The error wraps [ErrUsage].
func WriteReports(r Report, specs []string, out io.Writer) error { return report.Write(r, specs, out) }
