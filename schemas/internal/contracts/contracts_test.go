package contracts_test

import (
	"strings"
	"testing"

	"github.com/authentik-mock/authentik-mock/schemas/internal/contracts"
	"github.com/authentik-mock/authentik-mock/schemas/internal/openapi"
)

func TestTwoBodiesNeverShareAName(t *testing.T) {
	const answer = `{"get": {"operationId": "x_retrieve", "responses": {"200": {"content": {"application/json": {"schema": {}}}}}}}`
	document, err := openapi.Parse([]byte(`{"paths": {"/core/groups/{id}/": ` + answer + `, "/core/groups/{id}/{part}/": ` + answer + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := contracts.Of(document); err == nil || !strings.Contains(err.Error(), "group.read.response") {
		t.Errorf("got error %v, want one that names the body", err)
	}
}
