package contract_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/authentik-mock/authentik-mock/contract"
	"github.com/authentik-mock/authentik-mock/mock"
)

// A scenario is compared with a handler in this process; Target can name a server just as well.
func ExampleVerify() {
	handler, err := mock.New(mock.Options{Profile: "2025.12", Token: "an-administrator", Seeds: []string{mock.SeedFresh}})
	if err != nil {
		fmt.Println(err)
		return
	}
	scenario, err := contract.ReadScenario("brand.yaml", []byte(`
title: The brand of a new installation
steps:
  - do: GET /api/v3/core/brands/current/
    as: nobody
    expect: 200
    has: {branding_title: authentik}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := contract.Verify(context.Background(), contract.Options{
		Target:    contract.Target{Handler: handler, Token: "an-administrator"},
		Profile:   "2025.12",
		Scenarios: []contract.Scenario{scenario},
	})
	fmt.Println(contract.ExitCode(report, err), report.Count(contract.Passed), report.Results[0].Verdict)
	// Output: 0 1 passed
}

// The error names the place of a mistake and suggests a correction.
func ExampleReadScenario() {
	_, err := contract.ReadScenario("typo.yaml", []byte(`
title: A misspelt member
steps:
  - do: GET /api/v3/root/config/
    expekt: 200
`))
	says, _, _ := strings.Cut(err.Error(), "\n") // the line of the file follows
	fmt.Println(says)
	// Output: typo.yaml:5:5: a step has no "expekt": did you mean expect: it has answer, as, at_once, body, differs, do, expect, has, header, headers, hex, keep, schema, text, type
}

// If everything passed, the result comes first, then the notes.
func ExampleWriteText() {
	contract.WriteText(os.Stdout, contract.Report{
		Target:   "the fake",
		Duration: 12 * time.Millisecond,
		Results: []contract.Result{{Profile: "2025.12", Verdict: contract.Passed, NotCompared: 3,
			Deviations: []string{"TypeCreate.icon_url: expected a string, found null"}}},
	})
	// Output:
	// 2025.12 against the fake: 1 passed, 3 values not compared in 12ms
	// deviation from the published document: TypeCreate.icon_url: expected a string, found null (profile 2025.12): once
}

// The answers of two recorded versions to the same requests are compared without a server.
func ExampleDrift() {
	report, err := contract.Drift(context.Background(), contract.DriftOptions{A: "recording:2025.10", B: "recording:2025.12"})
	fmt.Println("exit code", contract.DriftExitCode(report, err))
	for _, rule := range report.Rules {
		if rule.Says == "item of flow_set: background → background_url" {
			fmt.Println(rule.Says)
		}
	}
	// Output:
	// exit code 1
	// item of flow_set: background → background_url
}
