export { SignIn } from './sign-in.tsx';
export { SignUp } from './sign-up.tsx';
export { Join } from './join.tsx';
export { ConfirmEmail, ForgotPassword, ResetPassword } from './passwords.tsx';
