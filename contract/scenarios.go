package contract

import (
	"context"
	"io"

	"github.com/authentik-mock/authentik-mock/contract/internal/drift"
	"github.com/authentik-mock/authentik-mock/contract/internal/record"
	"github.com/authentik-mock/authentik-mock/contract/internal/scenario"
	"github.com/authentik-mock/authentik-mock/contract/internal/wholefile"
)

// Scenario is what a person wrote: objects to begin with, requests, and what is expected of each answer. Its file format
// is described in fixtures/README.md and by schemas/fixture/scenario.json.
type Scenario = scenario.Scenario

// The parts of a [Scenario].
type (
	Object      = scenario.Object      // something that it creates through the API before it begins
	Step        = scenario.Step        // one request, and what is expected of its answer
	Expectation = scenario.Expectation // what a step expects
	Variant     = scenario.Variant     // what some contracts expect instead
	Excuse      = scenario.Excuse      // a difference that is known
)

// ReadScenario reads one scenario file. name is how errors call it; unknown members are refused.
func ReadScenario(name string, text []byte) (Scenario, error) { return scenario.Read(name, text) }

// Scenarios reads scenario files: those of the paths, which may be files or folders, or the built-in ones. The error
// names file, line and column of the first mistake.
func Scenarios(paths []string) ([]Scenario, error) { return scenario.Load(paths) }

// RecordOptions say which scenarios to record (Paths), and of which server (Target, Profile, Yes).
type RecordOptions = record.Options

// Recording is what was recorded of a scenario File: how many steps were Filled and Changed.
type Recording = record.Recording

// ProxyOptions say between whom a proxy stands: Target and Listener; Title is the scenario's, Progress gets it as it grows.
type ProxyOptions = record.ProxyOptions

var (
	// ErrSecret is in the error of a text that is not written because a secret is still in it.
	ErrSecret = record.ErrSecret
	// ErrNothing is in the error of traffic that holds no request to the API.
	ErrNothing = record.ErrNothing
)

// Record sends scenarios to a server and writes its answers into their files: where a step has no expectation, or another
// one. Everything else in the files stays as it was written. A step that other versions were recorded for already keeps
// what they answered, and says what this one answers under differs. What the scenarios create is deleted again.
//
// No secret is written: Authorization and cookies are not, what authentik treats as secret in answers becomes <any>, and a
// file that would hold one is left alone ([ErrSecret]). The error names the first file that could not be recorded; those
// before it are written.
func Record(ctx context.Context, o RecordOptions) ([]Recording, error) { return record.Record(ctx, o) }

// RecordProxy passes on what clients send to a target, and what it answers, until ctx ends, and returns what passed as a
// scenario file. The file holds no secret: Authorization, cookies, and what authentik treats as secret in bodies and
// addresses are placeholders. The error says that the proxy could not run, that nothing passed ([ErrNothing]), or that a
// secret would have been written ([ErrSecret]).
func RecordProxy(ctx context.Context, o ProxyOptions) ([]byte, error) { return record.Proxy(ctx, o) }

// ImportHAR writes what a browser sent to the API of one server, as it exports it, as a scenario file. Of secrets the same
// holds as for [RecordProxy]. The error says that the file is no HAR, holds nothing ([ErrNothing]), or that a secret would
// have been written ([ErrSecret]).
func ImportHAR(title string, har []byte) ([]byte, error) { return record.ImportHAR(title, har) }

// DriftOptions say what to compare: A and B are a profile, a recording or the address of a server, with TokenA and TokenB;
// Paths are scenarios; Yes allows to write to a server that is not on this machine.
type DriftOptions = drift.Options

// DriftReport is in what the behaviour of two sides differs: Rules, each a [DriftRule].
type DriftReport = drift.Report

// DriftRule is one way in which two sides behave differently, with a [DriftExample].
type DriftRule = drift.Rule

// DriftExample is a request that two sides answer differently.
type DriftExample = drift.Example

// Drift sends the same requests to two sides and says which behaviour differs, grouped by rule: scenarios, and the recorded
// sets of both where a side is a recording or both are fakes, which are installed newly for each. A server that is
// compared with a recording must be newly installed. Of two sides with different profiles the OpenAPI documents are
// compared too. What scenarios create is deleted again. The error says that nothing could be compared.
func Drift(ctx context.Context, o DriftOptions) (DriftReport, error) { return drift.Compare(ctx, o) }

// DriftExitCode is what a command should exit with: 0 nothing differs, 1 something does, 2 wrong use, 3 a server cannot be
// reached, 130 interrupted.
func DriftExitCode(r DriftReport, err error) int { return drift.ExitCode(r, err) }

// WriteDrift writes a report for the terminal: a rule, where it was seen, and an example.
func WriteDrift(out io.Writer, r DriftReport) { drift.WriteText(out, r) }

// ReplaceFile writes a report or a recording, in the place of a file that may be there and with the permissions that it had.
// If it cannot be written whole, the file stays as it was. What is no regular file, such as a device or a pipe, is written to
// as it is.
func ReplaceFile(name string, text []byte) error { return wholefile.Replace(name, text) }

// CreateFile writes a report or a recording where no file is, whole or not at all; the error wraps [fs.ErrExist] if there is
// one.
func CreateFile(name string, text []byte) error { return wholefile.Create(name, text) }
