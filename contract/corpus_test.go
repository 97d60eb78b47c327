package contract_test

import (
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock"
	"github.com/authentik-mock/authentik-mock/mock/mocktest"
	"github.com/authentik-mock/authentik-mock/mock/profile"
)

// recordingToken is the administrator's token in the recordings; some of the recorded requests contain it.
const recordingToken = "recording-token"

// startFake starts a newly installed fake, like the recorded servers, with further options.
func startFake(t testing.TB, options mock.Options) contract.Target {
	t.Helper()
	options.Seeds, options.Token = []string{mock.SeedFresh}, recordingToken
	return contract.Target{URL: mocktest.Start(t, options).URL, Token: recordingToken}
}

// TestEveryRecordedAnswerComesBackEqual replays all recordings, and checks that the fake has a reason for
// every refusal.
func TestEveryRecordedAnswerComesBackEqual(t *testing.T) {
	t.Parallel()
	var crashes crashList
	t.Cleanup(func() { crashes.compare(t) })
	for _, version := range profile.RecordedNames() {
		sets, err := fixtures.Sets(version)
		if err != nil {
			t.Fatal(err)
		}
		for _, set := range sets {
			crashes.expected++
			t.Run(version+"/"+set, func(t *testing.T) {
				t.Parallel()
				var log refusalLog
				target := startFake(t, mock.Options{Profile: version, Logger: log.logger()})
				result, err := contract.ReplayCorpus(t.Context(), target, version, set)
				if err != nil {
					t.Fatal(err)
				}
				if result.Exchanges == 0 {
					t.Fatal("nothing was compared")
				}
				for i, difference := range result.Differences {
					if i == 5 {
						break
					}
					t.Error(difference)
				}
				crashes.add(version+"/"+set, log.crashes())
				bare, refused := log.unexplained(t)
				for _, line := range bare[:min(5, len(bare))] {
					t.Error(line)
				}
				t.Logf("%d of %d exchanges equal, %d refused, %d of these without a reason", result.Equal, result.Exchanges, refused, len(bare))
			})
		}
	}
}
