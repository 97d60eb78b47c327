package contract_test

import (
	"net/http/httptest"
	"testing"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/fixtures"
	"github.com/authentik-mock/authentik-mock/mock"
)

// recordingToken is the administrator's token in the recordings; some requests spell it.
const recordingToken = "recording-token"

// startFake starts a fake as the recorded servers were: newly installed.
func startFake(t testing.TB, profile string) contract.Target {
	t.Helper()
	handler, err := mock.New(mock.Options{Profile: profile, Seeds: []string{mock.SeedFresh}, Token: recordingToken})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return contract.Target{URL: server.URL, Token: recordingToken}
}

func TestEveryRecordedAnswerComesBackEqual(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2025.10", "2025.12", "2026.5"} {
		for _, set := range fixtures.Sets(version) {
			t.Run(version+"/"+set, func(t *testing.T) {
				t.Parallel()
				result, err := contract.ReplayCorpus(t.Context(), startFake(t, version), version, set)
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
				t.Logf("%d of %d exchanges equal", result.Equal, result.Exchanges)
			})
		}
	}
}
