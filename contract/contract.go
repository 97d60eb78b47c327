// Package contract holds the fake, or a real authentik, against what real servers answered: [Verify] plays scenarios and
// recordings, [Replay] plays one to a person, [Record], [RecordProxy] and [ImportHAR] write scenarios, and [Drift] says in
// which behaviour two servers differ. It is plain Go; one file of its tests wraps it into a Ginkgo suite.
//
// The work is done by the packages under internal: scenario, play, record, drift, report, replay, corpus, and the small ones
// that they share. The types here are aliases of theirs: the members are listed here and documented there.
package contract

import (
	"context"
	"io"

	"github.com/authentik-mock/authentik-mock/contract/internal/corpus"
	"github.com/authentik-mock/authentik-mock/contract/internal/play"
	"github.com/authentik-mock/authentik-mock/contract/internal/replay"
	"github.com/authentik-mock/authentik-mock/contract/internal/report"
	"github.com/authentik-mock/authentik-mock/contract/internal/wire"
)

// Target is a server to hold against something: URL and Token of an administrator, or a Handler that is asked without a
// network.
type Target = wire.Target

// Options say what to verify, and against which Target. The zero value runs the built-in scenarios against the fake, in
// every profile. Profile is the contract to hold the target against; Scenarios, Paths and Only choose what to run; Corpus
// replays recordings instead, Sweep deletes what killed runs left, DryRun sends nothing; Yes allows to write to a target that
// is not on this machine; Out is where DryRun and Sweep write; Progress is called after every scenario.
type Options = play.Options

// Auto is the profile that is chosen by the version that the target says it is.
const Auto = play.Auto

// Report is what a run found: Target, Notes, Results of scenarios, Corpora of recorded sets, Interrupted, Started and
// Duration.
type Report = play.Report

// Result is how a target took one Scenario in a Profile: Verdict, Reason, the Exchanges with secrets hidden, Deviations, NotCompared
// and Duration.
type Result = play.Result

// Exchange is a request and its answer: Line, Method, Path, Headers, Sent, Status, Answered, Answer, Expected, Duration and
// Differences.
type Exchange = play.Exchange

// Divergence is one way in which an answer is not the expected one: its Kind (status, body, header or schema) and a Text.
type Divergence = play.Divergence

// Verdict is what a run makes of one scenario.
type Verdict = play.Verdict

// The verdicts.
const (
	Passed  = play.Passed
	Failed  = play.Failed
	Known   = play.Known // it failed, and the scenario says why it may
	Skipped = play.Skipped
	Broken  = play.Broken // the suite, not the answers: nothing is said about the target
)

// Corpus is how a target answered a recorded set: Profile and Set name it, Exchanges is how many answers were compared, Equal
// how many of them were equal, Differences are the others; Contradictory are not compared.
type Corpus = corpus.Replayed

// Difference is an answer that is not the recorded one.
type Difference = corpus.Difference

var (
	// ErrUsage is in every error that the caller can mend: wrong options, a broken file, nothing to run.
	ErrUsage = play.ErrUsage
	// ErrUnreachable is in the error of a target that takes no connection.
	ErrUnreachable = wire.ErrUnreachable
)

// Verify runs scenarios or recorded sets against a target. Whatever happens, also if ctx ends, it leaves nothing behind
// on the target. The error, which [ExitCode] reads, says that the run could not be made at all; what differs is in the
// report.
func Verify(ctx context.Context, o Options) (Report, error) { return play.Verify(ctx, o) }

// ExitCode is what a command should exit with: 0 all is as expected; 1 something differs; 2 wrong use, or nothing was
// run; 3 the target cannot be reached; 130 interrupted.
func ExitCode(r Report, err error) int { return play.ExitCode(r, err) }

// Replay plays scenarios step by step for a person, who reads along in o.Out: each request, its answer, what was
// expected, and what differs, with secrets hidden. If enter is not nil, a line is read from it before each step is sent;
// at its end, nothing is waited for any more.
//
// The options and the results are those of [Verify], but that without a target and a profile, each scenario is played
// once, in the first profile that it is about. Corpus, Sweep and DryRun are not looked at.
func Replay(ctx context.Context, o Options, enter io.Reader) (Report, error) {
	return replay.Replay(ctx, o, enter)
}

// ReplayCorpus sends a recorded set to a target and compares every answer with what the version answered. The target must
// be fresh: a new installation, or the fake with the seed "fresh". The error says that the set could not be played at
// all; ctx ends it early.
func ReplayCorpus(ctx context.Context, target Target, version, set string) (Corpus, error) {
	return corpus.Replay(ctx, target, version, set, corpus.Sharing{})
}

// WriteText writes a report for the terminal. Of a green run the counts come first. Of a red one they come last, after what
// differs: once for all profiles in which it does, each with a curl line that sends the failing request again. Equal answers
// are not shown.
func WriteText(out io.Writer, r Report) { report.WriteText(out, r) }

// CheckReports says whether [WriteReports] knows what specs ask for. The error wraps [ErrUsage].
func CheckReports(specs []string) error { return report.Check(specs) }

// WriteReports writes a report in the ways that specs ask for, with secrets hidden in all of them:
//
//   - junit=FILE is JUnit's XML, a test case a scenario and profile.
//   - json=FILE has the members of Ginkgo's JSON report that say something of the run, with the verdicts as labels.
//   - html=FILE is one page that needs nothing else, not even a network, and holds every exchange.
//   - github is GitHub's annotations, written to out, and a summary for the job where GITHUB_STEP_SUMMARY names its file.
//
// Folders that are missing are made. A report is written whole or not at all: one that cannot be written leaves the file that
// was there before. The error wraps [ErrUsage].
func WriteReports(r Report, specs []string, out io.Writer) error { return report.Write(r, specs, out) }
