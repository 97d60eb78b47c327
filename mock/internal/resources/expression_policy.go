package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/pysyntax"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// policies/expression is a policy that the administrator writes in Python.
var _ = declarePolicy("ak-policy-expression-form", drf.Resource{
	Path: "policies/expression", Type: "expression", Title: "Expression Policy", Description: "Source Viewset",
	Model: drf.Model{
		App: "authentik_policies_expression", Name: "expressionpolicy", Object: "ExpressionPolicy",
		Verbose: "Expression Policy", VerbosePlural: "Expression Policies",
	},
	Fields: []drf.Field{{Name: "expression", Kind: drf.Char, Required: true, Check: compiles}},
})

// compiles compiles an expression as authentik does: as the body of a function, in a file with the name of
// the stored policy.
func compiles(_ *drf.Request, row *store.Row, value any) (any, *messages.Message) {
	file := "temp-policy"
	if row != nil {
		file = row.Text("name")
	}
	if wrong := pysyntax.Check(pysyntax.Function(value.(string))); wrong != nil {
		message := messages.Raw("Expression Syntax Error: " + wrong.In(file))
		return nil, &message
	}
	return value, nil
}
