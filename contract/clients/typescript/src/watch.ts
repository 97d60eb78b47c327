import {
  AuthenticationEnum,
  CapabilitiesEnum,
  DeniedActionEnum,
  FlowDesignationEnum,
  FlowLayoutEnum,
  IntentEnum,
  InvalidResponseActionEnum,
  type Middleware,
  PolicyEngineMode,
  type ResponseContext,
  UiThemeEnum,
  UsedByActionEnum,
  UserCreationModeEnum,
  UserTypeEnum,
} from "@goauthentik/api";

/** Member to the values that the package knows, for those members of the answers read here that are choices. */
const choices: Record<string, Record<string, string>> = {
  action: UsedByActionEnum,
  authentication: AuthenticationEnum,
  capabilities: CapabilitiesEnum,
  denied_action: DeniedActionEnum,
  designation: FlowDesignationEnum,
  intent: IntentEnum,
  invalid_response_action: InvalidResponseActionEnum,
  layout: FlowLayoutEnum,
  policy_engine_mode: PolicyEngineMode,
  type: UserTypeEnum,
  ui_theme: UiThemeEnum,
  user_creation_mode: UserCreationModeEnum,
  user_type: UserTypeEnum,
};

/**
 * Notes where the answers differ from what the package's decoders read. By themselves they take a missing member for
 * undefined and any value for a choice.
 */
export class Watch implements Middleware {
  /** Members missing, as "results.flow_set.slug", and values unknown, as "results.layout is wide". */
  readonly differences = new Set<string>();

  async post({ response }: ResponseContext): Promise<Response> {
    if (response.ok) {
      const decoded = response.json.bind(response);
      response.json = async () => this.watched(await decoded(), "");
    }
    return response;
  }

  /** The value, noting what is read from it. */
  private watched(value: unknown, path: string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.watched(item, path));
    if (typeof value !== "object" || value === null) return value;
    return new Proxy(value, { get: (object, member) => this.member(object, member, path) });
  }

  private member(object: object, member: string | symbol, path: string): unknown {
    const value: unknown = Reflect.get(object, member);
    // An await looks for "then" in whatever it is given.
    if (typeof member === "symbol" || member === "then") return value;
    const here = path ? `${path}.${member}` : member;
    if (!Object.hasOwn(object, member)) this.differences.add(here);
    for (const unknown of unknownChoices(member, value)) this.differences.add(`${here} is ${unknown}`);
    return this.watched(value, here);
  }
}

function unknownChoices(member: string, value: unknown): unknown[] {
  const known = choices[member];
  const chosen = Array.isArray(value) ? value : [value];
  return known ? chosen.filter((one) => typeof one === "string" && !Object.values(known).includes(one)) : [];
}
